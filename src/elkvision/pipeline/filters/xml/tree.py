"""From a document to nested values, in the form that Logstash gives them.

An element with nothing but text is its text; attributes and children are keys, the text beside them is `content`.
"""

from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from elkvision.pipeline.filters.xml.document import Element, root_of

_CONTENT: Final = "content"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a tree is to look."""

    #: One child of a name is a list of one.
    force_array: bool
    #: An element with nothing but text is a hash too.
    force_content: bool
    #: Empty elements are left out.
    suppress_empty: bool


def tree_of(text: str, shape: Shape) -> Any:
    """What a document says. The name of its outermost element is not in it. Raises BadDocument."""
    return _value(root_of(text), shape)


def _value(element: Element, shape: Shape) -> Any:
    result: dict[str, Any] = dict(element.attributes)
    if not element.children and element.texts:
        return _text(element, result, shape)
    for child in element.children:
        value = _value(child, shape)
        if shape.suppress_empty and not element.attributes and _is_empty(value):
            continue
        _add(result, child.name, value, shape)
    if element.children and "".join(element.texts).strip():
        texts: list[Any] = [escape(text) for text in element.texts]
        result[_CONTENT] = texts[0] if len(texts) == 1 else texts
    return None if shape.suppress_empty and not result else result


def _text(element: Element, result: dict[str, Any], shape: Shape) -> Any:
    text = "".join(element.texts)
    if _is_empty(text):
        return {}
    if not element.attributes and not shape.force_content:
        return text
    result[_CONTENT] = text
    return result


def _is_empty(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else not value


def _add(result: dict[str, Any], name: str, value: Any, shape: Shape) -> None:
    if name not in result:
        result[name] = [value] if shape.force_array or isinstance(value, list) else value
    elif isinstance(result[name], list):
        result[name].append(value)
    else:
        result[name] = [result[name], value]
