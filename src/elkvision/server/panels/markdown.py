"""Text panels: Markdown as a tree of few kinds of elements. Whoever draws it makes elements of it, never markup of a
text: what is no element here is text."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]

TAGS: Final = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "a", "blockquote",
     "hr", "br", "table", "thead", "tbody", "tr", "th", "td")
)  # fmt: skip
_LINKS: Final = ("https://", "http://", "mailto:", "/")


def blocks(text: str, words: Callable[[str], str] = str) -> list[Block]:
    """`{"tag", "children", "href"?}` or `{"text"}`; each text is passed through `words`. HTML stays text; an image is
    its words; a link goes to the web, to a mail address or to a page of ours, or it is no link."""
    return _said(_children(SyntaxTreeNode(_reader().parse(text))), words)


def _said(found: list[Block], words: Callable[[str], str]) -> list[Block]:
    for block in found:
        if "text" in block:
            block["text"] = words(block["text"])
        else:
            _said(block["children"], words)
    return found


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _children(node: SyntaxTreeNode) -> list[Block]:
    return [block for child in node.children for block in _block(child)]


def _block(node: SyntaxTreeNode) -> list[Block]:
    match node.type:
        case "text" | "html_inline" | "html_block":
            return [{"text": node.content}] if node.content else []
        case "softbreak":
            return [{"text": " "}]
        case "hardbreak":
            return [{"tag": "br", "children": []}]
        case "code_inline":
            return [{"tag": "code", "children": [{"text": node.content}]}]
        case "fence" | "code_block":
            return [{"tag": "pre", "children": [{"text": node.content}]}]
        case "image":
            return [{"text": node.content}]
        case "link":
            return _link(node)
    if node.tag in TAGS:
        return [{"tag": node.tag, "children": _children(node)}]
    return _children(node)


def _link(node: SyntaxTreeNode) -> list[Block]:
    to = str(node.attrs.get("href", ""))
    inside = _children(node)
    if not to.startswith(_LINKS) or to.startswith("//"):
        return inside
    return [{"tag": "a", "href": to, "children": inside}]
