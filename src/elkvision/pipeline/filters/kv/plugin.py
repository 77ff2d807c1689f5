"""The settings of kv, and the filter made of them."""

from collections.abc import Callable
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, TooSlow, compile_expression
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    HASH,
    NUMBER,
    STRING,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.kv.scanner import Scanner
from elkvision.pipeline.values.references import BadReference, CannotSet, reference
from elkvision.pipeline.values.templates import is_constant, template

_Change = Callable[[str], str]

_TRANSFORM: Final[dict[str, _Change]] = {
    "lowercase": str.lower,
    "uppercase": str.upper,
    "capitalize": str.capitalize,
}

#: Seconds, where people say that there is no limit: longer than anybody waits.
_NO_LIMIT: Final = 86_400.0


def _changes(settings: Settings, part: str) -> list[_Change]:
    """What is done to each key or value, in order: trimmed, letters removed, letters turned."""
    changes: list[_Change] = []
    if trim := settings[f"trim_{part}"]:
        changes.append(_removal(f"^[{trim}]+|[{trim}]+$", f"trim_{part}"))
    if letters := settings[f"remove_char_{part}"]:
        changes.append(_removal(f"[{letters}]", f"remove_char_{part}"))
    if transform := settings[f"transform_{part}"]:
        changes.append(_TRANSFORM[transform])
    return changes


def _removal(expression: str, option: str) -> _Change:
    try:
        compiled = compile_expression(expression)
    except BadExpression as wrong:
        raise BadSetting(f"`{option}` cannot be read: {wrong}", option=option) from wrong
    return lambda text: compiled.sub("", text)


class _Keys:
    """Keys that are wanted, or not; they may name fields (`%{…}`)."""

    def __init__(self, keys: list[str]) -> None:
        self._fixed = frozenset(keys) if all(map(is_constant, keys)) else None
        self._writers = [template(key) for key in keys]

    def of(self, event: WorkEvent) -> frozenset[str]:
        """The keys for an event."""
        return frozenset(write(event) for write in self._writers) if self._fixed is None else self._fixed


class _KV:
    def __init__(self, settings: Settings, around: Surroundings) -> None:
        self.scanner = Scanner(settings)
        self.source = reference(settings["source"])
        self.target = reference(settings["target"]) if settings["target"] else None
        self.key_changes = _changes(settings, "key")
        self.value_changes = _changes(settings, "value")
        self.included, self.excluded = _Keys(settings["include_keys"]), _Keys(settings["exclude_keys"])
        self.prefix = template(settings["prefix"]) if settings["prefix"] else None
        self.defaults: dict[str, Any] = settings["default_keys"]
        self.twice: bool = settings["allow_duplicate_values"]
        self.empty: bool = settings["allow_empty_values"]
        self.recursive: bool = settings["recursive"]
        limit = settings["timeout_millis"] / 1000 if settings["timeout_millis"] > 0 else _NO_LIMIT
        self.seconds = min(limit, around.most_seconds)
        self.timeout_tag: str = settings["tag_on_timeout"]
        self.failure_tags: list[str] = settings["tag_on_failure"]
        self.count = around.count

    def run(self, event: WorkEvent) -> bool:
        value = self.source.get(event)
        try:
            found: dict[str, Any] = {}
            if isinstance(value, str):
                self._parse(value, event, found)
            elif isinstance(value, list):
                for text in value:
                    self._parse(text, event, found)
            return self._store(event, {**self.defaults, **found} if self.defaults else found)
        except TooSlow:
            self.count("timeouts", 1)
            event.tag(self.timeout_tag)
        except (BadReference, CannotSet, TypeError, AttributeError):
            for tag in self.failure_tags:
                event.tag(tag)
        return False

    def _store(self, event: WorkEvent, found: dict[str, Any]) -> bool:
        if not found:
            return False
        if self.target is not None:
            self.target.set(event, found)
            return True
        data = event.data
        for key, value in found.items():
            if "[" in key or "]" in key:
                reference(key).set(event, value)
            else:
                data[key] = value
        return True

    def _parse(self, text: str, event: WorkEvent, found: dict[str, Any]) -> None:
        included, excluded = self.included.of(event), self.excluded.of(event)
        prefix = self.prefix(event) if self.prefix is not None else ""
        for key, value in self.scanner.pairs(text, self.seconds):
            if not value and not self.empty:
                continue
            for change in self.key_changes:
                key = change(key)
            if (included and key not in included) or key in excluded:
                continue
            self._add(f"{prefix}{key}", self._changed(value or ""), event, found)

    def _changed(self, value: str) -> str:
        for change in self.value_changes:
            value = change(value)
        return value

    def _add(self, key: str, value: str, event: WorkEvent, found: dict[str, Any]) -> None:
        known = found.get(key)
        if known is not None and not self.twice and value in known:
            return
        entry: Any = value
        if self.recursive:
            inner: dict[str, Any] = {}
            self._parse(value, event, inner)
            entry = inner or value
        if known is None:
            found[key] = entry
        elif isinstance(known, list):
            known.append(entry)
        else:
            found[key] = [known, entry]


def make(settings: Settings, around: Surroundings) -> Filter:
    """Compiles the splitters. Raises BadSetting."""
    for option in ("value_split", "field_split", "value_split_pattern", "field_split_pattern"):
        if settings[option] == "":
            raise BadSetting(f"`{option}` cannot be empty", option=option)
    return _KV(settings, around).run


_PARTS: Final = {
    f"{change}_{part}": Option(STRING, one_of=tuple(_TRANSFORM) if change == "transform" else ())
    for change in ("trim", "remove_char", "transform")
    for part in ("key", "value")
}

PLUGIN: Final = Plugin(
    name="kv",
    make=make,
    options={
        "source": Option(FIELD, default="message"),
        "target": Option(FIELD),
        "field_split": Option(STRING, default=" "),
        "field_split_pattern": Option(STRING),
        "value_split": Option(STRING, default="="),
        "value_split_pattern": Option(STRING),
        "whitespace": Option(STRING, default="lenient", one_of=("lenient", "strict")),
        "include_brackets": Option(BOOLEAN, default=True),
        "include_keys": Option(ARRAY, default=[]),
        "exclude_keys": Option(ARRAY, default=[]),
        "default_keys": Option(HASH, default={}),
        "prefix": Option(STRING, default=""),
        "recursive": Option(BOOLEAN, default=False),
        "allow_duplicate_values": Option(BOOLEAN, default=True),
        "allow_empty_values": Option(BOOLEAN, default=False),
        "timeout_millis": Option(NUMBER, default=30_000),
        "tag_on_timeout": Option(STRING, default="_kv_filter_timeout"),
        "tag_on_failure": Option(ARRAY, default=["_kv_filter_error"]),
        "trim": Option(STRING, refused="it is called `trim_value`"),
        "trimkey": Option(STRING, refused="it is called `trim_key`"),
        **_PARTS,
    },
    summary="Reads pairs such as `ip=1.2.3.4 error=REFUSED`",
)
