"""A configuration as a tree. Every node knows its place."""

from dataclasses import dataclass, field

from elkvision.pipeline.language.source import Place


@dataclass(frozen=True, slots=True)
class Text:
    """A string or a bare word."""

    value: str
    place: Place
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """42, -1, 3.14"""

    value: int | float
    place: Place


@dataclass(frozen=True, slots=True)
class ListValue:
    """[ "a", "b" ]"""

    items: tuple["Value", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class HashValue:
    """{ "a" => 1 "b" => 2 }"""

    entries: tuple[tuple[Text, "Value"], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Setting:
    """name => value"""

    name: str
    value: "Value"
    place: Place


@dataclass(frozen=True, slots=True)
class PluginCall:
    """mutate { … }, or a codec as a value."""

    name: str
    settings: tuple[Setting, ...]
    place: Place


Value = Text | Number | ListValue | HashValue | PluginCall


@dataclass(frozen=True, slots=True)
class FieldOperand:
    """[a][b] in a condition."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class RegexOperand:
    """/…/"""

    pattern: str
    place: Place


Operand = FieldOperand | Text | Number | ListValue | RegexOperand


@dataclass(frozen=True, slots=True)
class Truth:
    """A field or a value by itself."""

    operand: Operand
    place: Place


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands with == != < > <= >= =~ !~ in or `not in` between them."""

    operator: str
    left: Operand
    right: Operand
    place: Place


@dataclass(frozen=True, slots=True)
class Negation:
    """! (…)"""

    inner: "Condition"
    place: Place


@dataclass(frozen=True, slots=True)
class Junction:
    """Two conditions with and, or, xor or nand between them."""

    operator: str
    left: "Condition"
    right: "Condition"
    place: Place


Condition = Truth | Comparison | Negation | Junction


@dataclass(frozen=True, slots=True)
class Arm:
    """if, else if, or (without a condition) else."""

    condition: Condition | None
    body: tuple["Statement", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Branch:
    """if … else if … else"""

    arms: tuple[Arm, ...]
    place: Place


Statement = PluginCall | Branch


@dataclass(frozen=True, slots=True)
class Section:
    """input, filter or output"""

    kind: str
    body: tuple[Statement, ...]
    place: Place


@dataclass(slots=True)
class Configuration:
    """All sections of all files, in order."""

    sections: list[Section] = field(default_factory=list)

    def statements(self, kind: str) -> list[Statement]:
        """What stands in the sections of one kind, one after another."""
        return [statement for section in self.sections if section.kind == kind for statement in section.body]
