"""The state of a rule: where each of its instances stands, and how far it was evaluated. Plain data, and JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from elkvision.alerting.answer import Keys
from elkvision.store.contract import Number

Stage = Literal["inactive", "pending", "firing"]
#: What a change of state leads to. "inactive" is a pending one that did not come to fire; "error" and "recovered" are
#: of the rule as a whole.
Turn = Literal["pending", "firing", "resolved", "inactive", "error", "recovered"]


@dataclass(frozen=True, slots=True)
class Instance:
    """All times are ends of windows, in seconds since 1970.

    `since`: when the condition came to hold. `fired`: when it began to fire. `quiet`: since when it does not hold,
    though firing. `firings`: when it began to fire lately. `numbers`: of the last window in which the
    condition held.
    """

    stage: Stage = "inactive"
    since: int | None = None
    fired: int | None = None
    quiet: int | None = None
    flapping: bool = False
    firings: tuple[int, ...] = ()
    numbers: Mapping[str, Number] = field(default_factory=dict)
    first_seen: int | None = None
    last_seen: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """`until` is the end of the last window that was evaluated, None before the first. `instances` are by
    `instance_key`. `error` is why the last evaluation failed, "" when it did not."""

    until: int | None = None
    instances: Mapping[str, Instance] = field(default_factory=dict)
    error: str = ""
    error_since: int | None = None

    @property
    def stage(self) -> Literal["inactive", "pending", "firing", "error"]:
        """The rule's own: an error before all, then the gravest of its instances."""
        if self.error:
            return "error"
        stages = {each.stage for each in self.instances.values()}
        return next((stage for stage in ("firing", "pending") if stage in stages), "inactive")


@dataclass(frozen=True, slots=True)
class Turned:
    """A change of state, kept with its numbers, its window and the query that finds its lines.

    `at` is the window's end, `start` its beginning, in seconds since 1970. `key` and `labels` tell the instance
    (labels are its groups' values, "" for one that is not there). `words` is one sentence. With `flapping` the instance
    is held, because it came and went too often.
    """

    at: int
    start: int
    to: Turn
    key: str
    labels: Mapping[str, str]
    numbers: Mapping[str, Number]
    query: str
    words: str
    flapping: bool = False


def instance_key(keys: Keys) -> str:
    """The one text of a group's values: `["web",null]`."""
    return json.dumps(list(keys), ensure_ascii=False, separators=(",", ":"))


def keys_of(key: str) -> Keys:
    return tuple(json.loads(key))


def write_state(state: State) -> dict[str, Any]:
    """As JSON has it, and `read_state` reads it; what goes without saying is left out."""
    plain = asdict(Instance())
    written: dict[str, Any] = {
        "until": state.until,
        "instances": {
            key: {name: value for name, value in asdict(each).items() if value != plain[name]}
            for key, each in state.instances.items()
        },
    }
    return written | ({"error": state.error, "error_since": state.error_since} if state.error else {})


def read_state(data: Mapping[str, Any]) -> State:
    """Of what `write_state` wrote; `{}` is the state of a new rule."""
    instances = {
        key: replace(Instance(**each), firings=tuple(each.get("firings", ())))
        for key, each in data.get("instances", {}).items()
    }
    return State(data.get("until"), instances, data.get("error", ""), data.get("error_since"))
