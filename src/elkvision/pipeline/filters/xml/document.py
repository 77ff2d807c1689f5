"""A document read by expat: elements with their texts and children, and no more than is good for anybody."""

from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

#: Elements in elements.
_DEEPEST: Final = 256


class BadDocument(ValueError):
    """The text is no XML, or none that is read here."""


@dataclass(slots=True)
class Element:
    """One element. Its texts are those between its children, in order."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    #: Whether a text continues the last one: nothing came between them.
    open_text: bool = False


def root_of(text: str) -> Element:
    """The outermost element of a document. Raises BadDocument."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.CommentHandler = reader.between
    parser.ProcessingInstructionHandler = reader.between
    parser.EntityDeclHandler = _refuse
    parser.UnparsedEntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise BadDocument(str(error)) from None
    assert reader.root is not None  # or expat would have complained
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name.rpartition(":")[2], attributes)
        if len(self.open) >= _DEEPEST:
            raise BadDocument(f"elements lie more than {_DEEPEST} deep")
        if self.open:
            self.open[-1].children.append(element)
            self.open[-1].open_text = False
        else:
            self.root = element
        self.open.append(element)

    def end(self, name: str) -> None:  # noqa: ARG002 - expat knows that it is the innermost one
        self.open.pop()

    def text(self, data: str) -> None:
        element = self.open[-1]
        if element.open_text:
            element.texts[-1] += data
        else:
            element.texts.append(data)
            element.open_text = True

    def between(self, *what: str) -> None:  # noqa: ARG002 - what is between two texts is not kept
        if self.open:
            self.open[-1].open_text = False


def _refuse(*entity: Any) -> int:  # noqa: ARG001 - whichever it is
    raise BadDocument("the document declares entities of its own")
