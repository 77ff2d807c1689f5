"""From a tree to closures: a filter section becomes steps that take a batch and give a batch."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter_ns

from elkvision.pipeline.allowance import TooMuch
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import MOST_COPIES, BadSetting, Filter, Spread, Surroundings
from elkvision.pipeline.filters.registry import filter_names, find_filter, refused_filters
from elkvision.pipeline.language.checking import Checker
from elkvision.pipeline.language.conditions import Test, compile_condition
from elkvision.pipeline.language.decorations import Decorate, decoration
from elkvision.pipeline.language.source import PipelineError, Place, Problem, did_you_mean
from elkvision.pipeline.language.tree import Branch, PluginCall, Statement

#: A part of a pipeline: takes a batch, gives a batch, without cancelled events.
Step = Callable[[list[WorkEvent]], list[WorkEvent]]

#: Sees a batch after a filter.
Watch = Callable[["FilterCount", list[WorkEvent]], None]


@dataclass(slots=True)
class FilterCount:
    """What one filter did since it was compiled."""

    id: str
    name: str
    place: Place
    events: int = 0
    #: Events that it did not succeed with (a grok that did not match).
    unsuccessful: int = 0
    #: Events that it threw on.
    failures: int = 0
    nanoseconds: int = 0
    #: The last failure, in a sentence.
    last_failure: str = ""
    #: What it said of itself ("timeouts": 3).
    noted: Counter[str] = field(default_factory=Counter)


#: The tag of an event that a filter or a condition failed on unforeseen.
FAILURE_TAG = "_pipeline_failure"


@dataclass(slots=True)
class Compiler:
    """Makes steps of statements. Mistakes are kept in the checker, so that all of them are found."""

    checker: Checker
    around: Surroundings
    #: Told each filter's count and the batch after it, when somebody watches.
    watch: Watch | None = None
    counts: list[FilterCount] = field(default_factory=list)

    def steps(self, statements: Iterable[Statement]) -> Step:
        """One step that does what the statements say, one after another."""
        made = [self._statement(statement) for statement in statements]
        if len(made) == 1:
            return made[0]

        def run(events: list[WorkEvent]) -> list[WorkEvent]:
            for step in made:
                if not events:
                    break
                events = step(events)
            return events

        return run

    def _statement(self, statement: Statement) -> Step:
        if isinstance(statement, Branch):
            return self._branch(statement)
        return self._plugin(statement)

    def _branch(self, branch: Branch) -> Step:
        arms: list[tuple[Test | None, Step]] = []
        for arm in branch.arms:
            test: Test | None = None
            try:
                if arm.condition is not None:
                    test = compile_condition(self.checker.condition(arm.condition), self.around.most_seconds)
            except PipelineError as error:
                self.checker.errors.extend(error.problems)
            arms.append((test, self.steps(arm.body)))
        return branching(arms, str(branch.place))

    def _plugin(self, call: PluginCall) -> Step:
        plugin = find_filter(call.name)
        if plugin is None:
            self._no_such_filter(call)
            return _unchanged
        before = len(self.checker.errors)
        settings = self.checker.settings(call, plugin.options, self.around.ecs)
        if len(self.checker.errors) > before:
            return _unchanged
        count = FilterCount(settings["id"] or self._own_id(call), call.name, call.place)
        try:
            made = plugin.make(settings, replace(self.around, count=_noting(count, self.around)))
            decorate = decoration(
                settings["add_field"], settings["remove_field"], settings["add_tag"], settings["remove_tag"]
            )
        except BadSetting as error:
            self.checker.errors.append(_bad_setting(call, error))
            return _unchanged
        except ValueError as error:
            self.checker.errors.append(Problem(call.place, f"`{call.name}`: {error}"))
            return _unchanged
        self._named_once(call, settings["id"])
        self.counts.append(count)
        step = spreading(made, decorate, count) if isinstance(made, Spread) else filtering(made, decorate, count)
        return watched(step, count, self.watch) if self.watch else step

    def _own_id(self, call: PluginCall) -> str:
        """The name and the line; with the column where there are several in a line."""
        id = f"{call.name}:{call.place.line}"
        return f"{id}:{call.place.column}" if any(count.id == id for count in self.counts) else id

    def _named_once(self, call: PluginCall, id: str | None) -> None:
        first = next((count for count in self.counts if count.id == id), None) if id else None
        if first is not None:
            problem = Problem(call.place, f"the id `{id}` is taken", f"by `{first.name}` in line {first.place.line}")
            self.checker.errors.append(problem)

    def _no_such_filter(self, call: PluginCall) -> None:
        refused = refused_filters()
        if call.name in refused:
            problem = Problem(call.place, f"the filter `{call.name}` is not run here", refused[call.name])
        else:
            problem = Problem(call.place, f"no filter is called `{call.name}`", did_you_mean(call.name, filter_names()))
        self.checker.errors.append(problem)


def filtering(run: Filter, decorate: Decorate | None, count: FilterCount) -> Step:
    """A filter over a batch: decorated where it succeeded, tagged where it threw."""

    def step(events: list[WorkEvent]) -> list[WorkEvent]:
        started = perf_counter_ns()
        cancelled = False
        unsuccessful = 0
        for event in events:
            try:
                if not run(event):
                    unsuccessful += 1
                elif decorate is not None:
                    decorate(event)
            except Exception as error:  # noqa: BLE001 - one bad event does not stop the others; it is tagged and counted
                failed(event, error, count)
            if event.cancelled:
                cancelled = True
        count.events += len(events)
        count.unsuccessful += unsuccessful
        count.nanoseconds += perf_counter_ns() - started
        return [event for event in events if not event.cancelled] if cancelled else events

    return step


def spreading(spread: Spread, decorate: Decorate | None, count: FilterCount) -> Step:
    """A filter that makes more events of one."""

    def step(events: list[WorkEvent]) -> list[WorkEvent]:
        started = perf_counter_ns()
        out: list[WorkEvent] = []
        family: Counter[int] = Counter(event.origin for event in events)
        for event in events:
            more: Sequence[WorkEvent] = ()
            try:
                more = _no_more(spread.run(event), event, family)
                if decorate is not None:
                    for made in more:
                        decorate(made)
            except Exception as error:  # noqa: BLE001 - one bad event does not stop the others; it is tagged and counted
                failed(event, error, count)
            if not event.cancelled:
                out.append(event)
            out.extend(more)
        count.events += len(events)
        count.nanoseconds += perf_counter_ns() - started
        return out

    return step


def _no_more(made: list[WorkEvent], event: WorkEvent, family: Counter[int]) -> list[WorkEvent]:
    """What was made of an event. Raises TooMuch when its line would become more events than one may."""
    family[event.origin] += len(made)
    if family[event.origin] > MOST_COPIES:
        family[event.origin] -= len(made)
        event.cancelled = False
        raise TooMuch(f"one line becomes at most {MOST_COPIES:,} events")
    return made


def watched(step: Step, count: FilterCount, watch: Watch) -> Step:
    """The step, and somebody who looks at what comes out of it."""

    def look(events: list[WorkEvent]) -> list[WorkEvent]:
        after = step(events)
        watch(count, after)
        return after

    return look


def branching(arms: Sequence[tuple[Test | None, Step]], where: str) -> Step:
    """Sends each event down the first arm whose condition it meets; the order of events stays."""

    def step(events: list[WorkEvent]) -> list[WorkEvent]:
        rest = events
        changed: list[tuple[list[WorkEvent], list[WorkEvent]]] = []
        for test, body in arms:
            chosen, rest = (rest, []) if test is None else divided(rest, test, where)
            if chosen:
                after = body(chosen)
                if after is not chosen:
                    changed.append((chosen, after))
            if not rest:
                break
        return put_together(events, changed) if changed else events

    return step


def divided(events: list[WorkEvent], test: Test, where: str) -> tuple[list[WorkEvent], list[WorkEvent]]:
    """Those that meet the condition, and the others. One that the condition throws on does not meet it."""
    chosen: list[WorkEvent] = []
    others: list[WorkEvent] = []
    for event in events:
        try:
            (chosen if test(event) else others).append(event)
        except Exception as error:  # noqa: BLE001 - one bad event does not stop the others; it is tagged
            event.tag(FAILURE_TAG)
            event.metadata["pipeline_failure"] = f"condition in {where}: {error}"
            others.append(event)
    return chosen, others


def put_together(
    events: list[WorkEvent], changed: Sequence[tuple[list[WorkEvent], list[WorkEvent]]]
) -> list[WorkEvent]:
    """The batch after some of its arms dropped or made events; what was made follows what it was made of."""
    followers: dict[int, list[WorkEvent]] = {}
    for before, after in changed:
        known = {id(event): event for event in before}
        waiting = iter(before)
        current = next(waiting)
        for event in before:
            followers[id(event)] = []
        for event in after:
            if id(event) in known:
                while current is not event:
                    current = next(waiting)
            followers[id(current)].append(event)
    out: list[WorkEvent] = []
    for event in events:
        out.extend(followers.get(id(event), (event,)))
    return out


def failed(event: WorkEvent, error: Exception, count: FilterCount) -> None:
    """Tags an event that a filter threw on, says why in its metadata, and counts."""
    count.failures += 1
    count.last_failure = f"{count.name} in {count.place}: {error.__class__.__name__}: {error}"
    event.tag(FAILURE_TAG)
    event.metadata["pipeline_failure"] = count.last_failure


def _noting(count: FilterCount, around: Surroundings) -> Callable[[str, int], None]:
    """Counts what a filter says of itself, and passes it on."""

    def note(what: str, times: int) -> None:
        count.noted[what] += times
        around.count(what, times)

    return note


def _bad_setting(call: PluginCall, error: BadSetting) -> Problem:
    place = next((setting.value.place for setting in call.settings if setting.name == error.option), call.place)
    option = f"`{error.option}` of " if error.option else ""
    return Problem(place, f"{option}`{call.name}`: {error}", error.hint)


def _unchanged(events: list[WorkEvent]) -> list[WorkEvent]:
    return events
