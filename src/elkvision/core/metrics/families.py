"""A family of numbers that has one name, and a page of them as Prometheus reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Kind = Literal["counter", "gauge", "histogram"]
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Family:
    """`labels` are names; each sample gives their values in that order. A counter's name ends in `_total`."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()

    def named(self, values: Iterable[str]) -> Labels:
        return tuple(zip(self.labels, values, strict=True))


class Page:
    """Samples by family. A family is there once, however many rooms put samples of it."""

    def __init__(self) -> None:
        self._lines: dict[Family, list[str]] = {}

    def put(self, family: Family, value: float, *labels: str) -> None:
        self.line(family, "", family.named(labels), value)

    def line(self, family: Family, ending: str, labels: Labels, value: float) -> None:
        """A sample whose name goes on after the family's, as those of a histogram do."""
        named = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
        where = f"{family.name}{ending}{{{named}}}" if named else f"{family.name}{ending}"
        self._lines.setdefault(family, []).append(f"{where} {_number(value)}")

    def text(self) -> bytes:
        said = []
        for family, lines in self._lines.items():
            said += [f"# HELP {family.name} {_one_line(family.help)}", f"# TYPE {family.name} {family.kind}", *lines]
        return ("\n".join(said) + "\n").encode()


#: A room that has something to tell puts it on the page.
Collect = Callable[[Page], None]


def page_of(rooms: Iterable[Collect]) -> bytes:
    page = Page()
    for room in rooms:
        room(page)
    return page.text()


def together(pages: Iterable[bytes]) -> bytes:
    """One page of several parts' pages: each family once, with everybody's samples. They differ in their labels. What is
    no page of ours adds nothing."""
    heads: dict[str, list[str]] = {}
    samples: dict[str, list[str]] = {}
    for page in pages:
        family = ""
        for line in page.decode().splitlines():
            if line.startswith("# HELP "):
                family = line.split(" ", 3)[2]
                if family not in heads:
                    heads[family], samples[family] = [line], []
            elif line.startswith("# TYPE "):
                heads[family] = [heads[family][0], line]
            elif line and family:
                samples[family].append(line)
    return "".join(f"{line}\n" for name in heads for line in (*heads[name], *samples[name])).encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", " ")


def _number(value: float) -> str:
    return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)
