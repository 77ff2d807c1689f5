"""Rules as code: YAML in, YAML out."""

import re
from collections.abc import Hashable, Iterable
from typing import Any

import yaml

from elkvision.alerting.errors import RuleError
from elkvision.alerting.reading import read_rules
from elkvision.alerting.rule import Rule
from elkvision.alerting.writing import write_rule


class _Loader(yaml.SafeLoader):
    """Reads what YAML 1.2 would: `22:00` and `no` are texts. Refuses a name that is there twice."""


def _resolvers() -> dict[str, list[tuple[str, Any]]]:
    strange = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
    return {
        letter: [(tag, pattern) for tag, pattern in known if tag not in strange]
        for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    names = [loader.construct_object(key) for key, _ in node.value]
    for place, name in enumerate(names):
        if name in names[:place]:
            line = node.value[place][0].start_mark.line + 1
            raise RuleError(f"line {line}", f'"{name}" is there twice', hint="leave one of them out")
    return dict(loader.construct_mapping(node, deep=True))


_Loader.yaml_implicit_resolvers = _resolvers()
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), list("-+0123456789"))
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(text: str) -> Any:
    """What a YAML text (or a JSON one) holds. Raises RuleError with line and column for what is neither."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader, which makes plain values alone
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise RuleError(
            place, f"this is no YAML: {problem}", hint="indent with spaces, and quote texts with signs"
        ) from error


def read_yaml(text: str) -> list[Rule]:
    """The rules of a file: a list under `rules`, or a list alone. What stands under `tests` is passed over."""
    data = load(text)
    if isinstance(data, dict):
        unknown = [name for name in data if name not in ("rules", "tests")]
        if unknown:
            raise RuleError(str(unknown[0]), "it is not known here", hint="a file has rules, and perhaps tests")
        data = data.get("rules")
    if data is None:
        raise RuleError("rules", "there are none", hint="write them as a list under rules:")
    return read_rules(data)


def write_yaml(rules: Iterable[Rule]) -> str:
    """The rules in the order of their names, without what goes without saying: the same rules are the same text."""
    written = [write_rule(rule, short=True) for rule in sorted(rules, key=lambda rule: rule.name)]
    return yaml.safe_dump({"rules": written}, sort_keys=False, allow_unicode=True, width=120)
