"""Settings against the options of their plugin: known, there, of the right kind, and turned into Python values.

Every mistake is collected with its place, so that one look at a configuration shows all of them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    HASH,
    STRING,
    Option,
    Settings,
)  # fmt: skip
from elkvision.pipeline.language.environment import Environment
from elkvision.pipeline.language.kinds import WrongKind, convert
from elkvision.pipeline.language.source import Place, Problem, did_you_mean
from elkvision.pipeline.language.tree import (
    Condition,
    HashValue,
    Junction,
    ListValue,
    Negation,
    Number,
    Operand,
    PluginCall,
    Setting,
    Text,
    Truth,
    Value,
)

#: Options that every filter has.
EVERYWHERE: Final[Mapping[str, Option]] = {
    "add_field": Option(HASH, default={}),
    "remove_field": Option(FIELD, many=True, default=[]),
    "add_tag": Option(ARRAY, default=[]),
    "remove_tag": Option(ARRAY, default=[]),
    "id": Option(STRING),
    "enable_metric": Option(BOOLEAN, default=True),
    "periodic_flush": Option(BOOLEAN, default=False, ignored="nothing is flushed by the clock here"),
    "ecs_compatibility": Option(STRING, one_of=("disabled", "v1", "v8")),
    "tag_on_failure": Option(ARRAY, default=[]),
    "type": Option(STRING, refused='write `if [type] == "…" { … }` around the filter'),
    "tags": Option(ARRAY, refused='write `if "…" in [tags] { … }` around the filter'),
    "exclude_tags": Option(ARRAY, refused='write `if "…" not in [tags] { … }` around the filter'),
}  # fmt: skip


_DOUBLED_BRACKETS: Final = re.compile(r"\[(?:\[[@\w][@\w. -]*\])+\]")


class Checker:
    """Reads the settings of plugins, and keeps what is wrong with them."""

    def __init__(self, environment: Environment) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self._environment = environment

    def settings(self, call: PluginCall, declared: Mapping[str, Option], ecs: str) -> Settings:
        """The settings of a plugin as it gets them. What is wrong is kept in `errors`."""
        options = {**EVERYWHERE, **declared}
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for setting in call.settings:
            option = options.get(setting.name)
            if option is None:
                self._unknown(call, setting, options)
            elif self._usable(call, setting, option):
                self._take(setting, values)
                places.setdefault(setting.name, setting.value.place)
        given = set(values)
        for name, value in list(values.items()):
            values[name] = self._converted(call, name, value, options[name], places[name])
        for name, option in options.items():
            if name not in given:
                values[name] = _fresh(option.default)
                if option.required:
                    self.errors.append(Problem(call.place, f"`{call.name}` needs `{name}`", f"it is a {option.kind}"))
        if values["ecs_compatibility"] is None:
            values["ecs_compatibility"] = ecs
        return Settings(values, given, name=call.name)

    def _unknown(self, call: PluginCall, setting: Setting, options: Mapping[str, Option]) -> None:
        hint = did_you_mean(setting.name, (name for name, option in options.items() if not option.refused))
        self.errors.append(Problem(setting.place, f"`{call.name}` has no setting `{setting.name}`", hint))

    def _usable(self, call: PluginCall, setting: Setting, option: Option) -> bool:
        if option.refused:
            self.errors.append(
                Problem(setting.place, f"`{setting.name}` of `{call.name}` does not work here", option.refused)
            )
            return False
        if option.deprecated:
            self.warnings.append(
                Problem(setting.place, f"`{setting.name}` of `{call.name}` is an old name", option.deprecated)
            )
        if option.ignored:
            self.warnings.append(
                Problem(setting.place, f"`{setting.name}` of `{call.name}` has no effect here", option.ignored)
            )
        return True

    def _take(self, setting: Setting, values: dict[str, Any]) -> None:
        """A setting that is written twice is put together: hashes are merged, lists joined."""
        new = self.plain(setting.value)
        if setting.name not in values:
            values[setting.name] = new
            return
        old = values[setting.name]
        if isinstance(old, dict) and isinstance(new, dict):
            values[setting.name] = _merged(old, new)
        elif isinstance(old, list):
            values[setting.name] = old + (new if isinstance(new, list) else [new])
        elif new != old:
            values[setting.name] = [old, *new] if isinstance(new, list) else [old, new]

    def condition(self, condition: Condition) -> Condition:
        """The condition with `${…}` filled in."""
        match condition:
            case Junction():
                return replace(condition, left=self.condition(condition.left), right=self.condition(condition.right))
            case Negation():
                return replace(condition, inner=self.condition(condition.inner))
            case Truth():
                return replace(condition, operand=self._operand(condition.operand))
        return replace(condition, left=self._operand(condition.left), right=self._operand(condition.right))

    def _operand(self, operand: Operand) -> Operand:
        if isinstance(operand, Text):
            return replace(operand, value=self._filled(operand))
        if isinstance(operand, ListValue):
            return replace(operand, items=tuple(self._item(item) for item in operand.items))
        return operand

    def _item(self, item: Value) -> Value:
        return replace(item, value=self._filled(item)) if isinstance(item, Text) else item

    def plain(self, value: Value) -> Any:
        """A value as Python has it, with `${…}` filled in. Codecs with settings stay as they are."""
        if isinstance(value, Text):
            return self._filled(value)
        if isinstance(value, Number):
            return value.value
        if isinstance(value, ListValue):
            return [self.plain(item) for item in value.items]
        if isinstance(value, HashValue):
            return self._hash(value)
        return value

    def _hash(self, value: HashValue) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, item in value.entries:
            if key.value in entries:
                self.errors.append(Problem(key.place, f"`{key.value}` is there twice", "a key stands once in a hash"))
            entries[self._filled(key)] = self.plain(item)
        return entries

    def _filled(self, text: Text) -> str:
        if _DOUBLED_BRACKETS.fullmatch(text.value):
            message = f"doubled brackets: `{text.value}` is read as `{text.value[1:-1]}`"
            self.warnings.append(Problem(text.place, message, "Logstash refuses it in conditions"))
        try:
            return self._environment.fill(text.value)
        except KeyError as error:
            name = str(error.args[0])
            message = f"the environment has no `{name}`"
            self.errors.append(Problem(text.place, message, f"set it, or write `${{{name}:default}}`"))
            return text.value

    def _converted(self, call: PluginCall, name: str, value: Any, option: Option, place: Place) -> Any:
        try:
            return convert(value, option)
        except WrongKind as error:
            self.errors.append(Problem(place, f"`{name}` of `{call.name}`: {error}", error.hint))
            return _fresh(option.default)

    def forgive(self, since: int) -> None:
        """Turns the mistakes that were found since then into warnings."""
        self.warnings.extend(self.errors[since:])
        del self.errors[since:]


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Values under the same key become a list."""
    merged = dict(old)
    for key, value in new.items():
        if key not in merged:
            merged[key] = value
            continue
        before = merged[key] if isinstance(merged[key], list) else [merged[key]]
        merged[key] = before + (value if isinstance(value, list) else [value])
    return merged


def _fresh(value: Any) -> Any:
    """A default that nobody can change for the others."""
    return value.copy() if isinstance(value, dict | list) else value
