"""What `input` and `output` sections mean here: our own inputs, and the store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from elkvision.pipeline.codecs.registry import codec_names, find_codec
from elkvision.pipeline.language.checking import Checker
from elkvision.pipeline.language.source import Place, Problem, did_you_mean
from elkvision.pipeline.language.tree import Branch, Configuration, PluginCall, Statement, Text

#: Inputs of Logstash, and the input of ours that does the same.
INPUTS: Final[Mapping[str, str]] = {
    "tcp": "tcp", "udp": "udp", "http": "http", "beats": "beats", "elastic_agent": "beats", "syslog": "tcp",
}  # fmt: skip

#: What Logstash's other inputs are replaced with.
_INSTEAD_OF_INPUTS: Final[Mapping[str, str]] = {
    "file": "use `elkvision send --follow FILE`",
    "stdin": "use `elkvision send -`, or `elkvision pipeline run`",
    "generator": "use `elkvision demo`",
    "gelf": "send it as JSON over TCP or HTTP",
    "log4j": "send it as JSON over TCP",
}

#: Codecs that only show events to people, on outputs that are not here anyway.
_SHOWING: Final = frozenset({"rubydebug", "dots"})

#: Outputs that the store stands for.
_STORE: Final = frozenset({"elasticsearch", "opensearch"})


@dataclass(frozen=True, slots=True)
class Mapped:
    """An input or output of the configuration, and what it is here (None: nothing)."""

    name: str
    ours: str | None
    settings: Mapping[str, Any]
    place: Place


def inputs(configuration: Configuration, checker: Checker) -> list[Mapped]:
    """The inputs, with a warning for each that we do not have."""
    found = [_mapped(call, INPUTS.get(call.name), checker) for call in _calls(configuration.statements("input"))]
    for one in found:
        if one.ours is None:
            hint = _INSTEAD_OF_INPUTS.get(one.name, "use tcp, udp, http or beats")
            checker.warnings.append(Problem(one.place, f"the input `{one.name}` has no counterpart here", hint))
    return found


def outputs(configuration: Configuration, checker: Checker) -> list[Mapped]:
    """The outputs, with a warning for each that is not the store."""
    statements = configuration.statements("output")
    found = [_mapped(call, "store" if call.name in _STORE else None, checker) for call in _calls(statements)]
    for statement in statements:
        if isinstance(statement, Branch):
            checker.warnings.append(
                Problem(
                    statement.place,
                    "conditions around outputs are not kept: every log goes into the store",
                    "drop in the filter section what should not be kept",
                )
            )
    for one in found:
        if one.ours is None:
            hint = "logs are watched in Live" if one.name == "redis" else "all logs go into the store"
            checker.warnings.append(Problem(one.place, f"the output `{one.name}` has no counterpart here", hint))
    return found


def _mapped(call: PluginCall, ours: str | None, checker: Checker) -> Mapped:
    """Nothing of an input or output stops the filters: what is wrong there is a warning."""
    before = len(checker.errors)
    _check_codec(call, checker)
    settings = {setting.name: checker.plain(setting.value) for setting in call.settings}
    checker.forgive(before)
    return Mapped(call.name, ours, settings, call.place)


def _check_codec(call: PluginCall, checker: Checker) -> None:
    """Names a codec that we do not have, or a setting that it does not have."""
    written = next((setting.value for setting in call.settings if setting.name == "codec"), None)
    if not isinstance(written, PluginCall | Text):
        return
    name = written.name if isinstance(written, PluginCall) else written.value
    codec = find_codec(name)
    if codec is None and name not in _SHOWING:
        hint = did_you_mean(name, codec_names())
        checker.warnings.append(Problem(written.place, f"the codec `{name}` has no counterpart here", hint))
    elif codec is not None and isinstance(written, PluginCall):
        checker.settings(written, codec.options, "disabled")


def _calls(statements: list[Statement]) -> Iterator[PluginCall]:
    for statement in statements:
        if isinstance(statement, Branch):
            for arm in statement.arms:
                yield from _calls(list(arm.body))
        else:
            yield statement
