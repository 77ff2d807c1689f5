"""What XPath finds in a document."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from elkvision.pipeline.filters.contract import BadSetting
from elkvision.pipeline.filters.xml.document import BadDocument
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.ruby import to_s


class Paths:
    """Several paths, and the field that what each finds belongs to."""

    def __init__(
        self, paths: Mapping[str, str], namespaces: Mapping[str, str], without_namespaces: bool, strict: bool
    ) -> None:
        """Raises BadSetting when a path is none."""
        for path in paths:
            try:
                etree.XPath(path)
            except etree.XPathSyntaxError as error:
                raise BadSetting(f"`{path}` is no XPath: {error}", option="xpath") from None
        self._paths = [(path, reference(field)) for path, field in paths.items()]
        self._namespaces = dict(namespaces)
        self._without_namespaces = without_namespaces
        self._strict = strict

    def find(self, text: str) -> Iterator[tuple[Reference, list[str]]]:
        """For each path what it finds, as texts. Raises BadDocument, where it is strict or refuses the document."""
        root = self._root(text)
        if root is None:
            return
        ask = etree.XPathEvaluator(root.getroottree(), namespaces=self._namespaces_of(root), regexp=False)
        for path, field in self._paths:
            try:
                yield field, _texts(ask(path))
            except etree.XPathError as error:
                raise BadDocument(f"{path}: {error}") from None

    def _root(self, text: str) -> Any:
        if "<!ENTITY" in text:
            raise BadDocument("the document declares entities of its own")
        # A parser of its own for each document: one that met a bad one remembers it.
        parser = etree.XMLParser(
            encoding="utf-8", recover=not self._strict, resolve_entities=False, no_network=True, load_dtd=False
        )
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError as error:
            if self._strict:
                raise BadDocument(str(error)) from None
            return None
        if root is not None and self._without_namespaces:
            _forget_namespaces(root)
        return root

    def _namespaces_of(self, root: Any) -> dict[str, str]:
        """Those in the settings; where there are none, those that the document's outermost element declares."""
        if self._namespaces:
            return self._namespaces
        return {prefix or "xmlns": space for prefix, space in root.nsmap.items()}


def _forget_namespaces(root: Any) -> None:
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
        for name in list(element.attrib):
            if name.startswith("{"):
                element.attrib[etree.QName(name).localname] = element.attrib.pop(name)
    etree.cleanup_namespaces(root)


def _texts(found: Any) -> list[str]:
    if not isinstance(found, list):
        return [to_s(found) if not isinstance(found, str) else str(found)]
    return [_text(node) for node in found]


def _text(node: Any) -> str:
    if isinstance(node, tuple):  # a namespace
        return str(node[1])
    if isinstance(node, str):
        return escape(node) if getattr(node, "is_text", False) or getattr(node, "is_tail", False) else str(node)
    return _written(node)


def _written(element: Any) -> str:
    """The element as it stood in the document: without the namespaces that were declared around it."""
    text: str = etree.tostring(element, with_tail=False, encoding="unicode")
    around = element.getparent()
    for prefix, space in (around.nsmap if around is not None else {}).items():
        declaration = f' xmlns{":" + prefix if prefix else ""}="{escape(space)}"'
        head, end, rest = text.partition(">")
        text = head.replace(declaration, "", 1) + end + rest
    return text
