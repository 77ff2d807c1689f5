"""Rules that watch logs: what they say, when they fire, and the proof of it. No Django, no sockets.

Rules
- `read_rule(data, place="")` makes a Rule of what JSON or YAML hold; `read_rules(list, place="rules")` a list of them.
  Both raise RuleError (a BadRequest with `place`, `problem` and `hint`).
- `write_rule(rule)` is the same shape again, everything in it; `write_rule(rule, short=True)` for people and for files.

Evaluating, for one tenant
- `ask` everywhere is the store's `aggregate` for the tenant: `partial(store.aggregate, tenant)`.
- `evaluate(ask, dues, moment)` takes `Due(id, rule, state)`s and gives an `Outcome(id, state, turns, behind)` for each
  that was due. `moment` is the earlier of now and `store.watermark()`. States are `State()` for a rule that is new, was
  changed or was switched on again; `write_state` and `read_state` are theirs to and from JSON. `state.stage` is
  inactive, pending, firing or error; `state.instances` by key have each group's. With `behind`, call again at once.
- `Rolling().asker(ask, moment)` is an `ask` that counts each step of overlapping windows once; keep one Rolling for each
  tenant from one evaluation to the next. `read` (of `evaluate` and `prove`) reads lines for rules that watch patterns:
  `partial(store.export, tenant, order="newest")`.
- `next_due(rule, state.until)`: from which second on there is something to evaluate.
- A `Turned` is one change of state, kept with numbers, window, query and a sentence; `to` is pending, firing, resolved,
  inactive (pending that did not come to fire), error or recovered (the last two of the rule as a whole, key "").
- `all_labels(rule, labels)` is what routing, grouping and silences match on.
- Rules of the kind match have no windows, and `evaluate` passes them over.

Telling
- `is_quiet(rule, moment)`, `quiet_until(rule, moment)`: the rule's own quiet hours. `Silence(matchers, start, end)` and
  `silenced(silences, labels, moment)`: maintenance windows; `read_matcher("service=~web.*")` reads what they match on.
  Both keep things from being told, never from being evaluated.

Proof
- `prove(ask, rule, end, length)` gives a `Proof`: firings, volume, lines to draw, and a sentence.

Rules as code
- `code.read_yaml(text)` and `code.write_yaml(rules)`; `trials.run_trials(text)` runs the unit tests of a file, each with a
  Result of `name`, `passed` and `differences`.
"""

from elkvision.alerting.errors import RuleError, RuleTrouble
from elkvision.alerting.evaluating import Due, Outcome, evaluate
from elkvision.alerting.firings import Firing
from elkvision.alerting.labels import all_labels
from elkvision.alerting.proof import Proof, prove
from elkvision.alerting.quiet import Matcher, Silence, is_quiet, quiet_until, read_matcher, silenced
from elkvision.alerting.reading import read_rule, read_rules
from elkvision.alerting.rolling import Rolling
from elkvision.alerting.rule import Rule
from elkvision.alerting.schedule import next_due
from elkvision.alerting.state import Instance, State, Turned, read_state, write_state
from elkvision.alerting.writing import write_rule

__all__ = [
    "Due",
    "Firing",
    "Instance",
    "Matcher",
    "Outcome",
    "Proof",
    "Rolling",
    "Rule",
    "RuleError",
    "RuleTrouble",
    "Silence",
    "State",
    "Turned",
    "all_labels",
    "evaluate",
    "is_quiet",
    "next_due",
    "prove",
    "quiet_until",
    "read_matcher",
    "read_rule",
    "read_rules",
    "read_state",
    "silenced",
    "write_rule",
    "write_state",
]
