"""`xml`: a text that is XML becomes a tree of fields, or what XPath finds in it becomes fields.

Entities that a document brings along are refused, nothing is fetched, and the depth has a bound.
"""

from collections.abc import Callable
from typing import Any

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    BOOLEAN,
    FIELD,
    HASH,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.xml.document import BadDocument
from elkvision.pipeline.filters.xml.paths import Paths
from elkvision.pipeline.filters.xml.tree import Shape, tree_of
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import to_s

FAILURE_TAG = "_xmlparsefailure"


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Reads the source of each event. What is no XML is tagged. Raises BadSetting."""
    read = reference(settings["source"]).get
    steps = _steps(settings)

    def run(event: WorkEvent) -> bool:
        value = read(event)
        if value is None or value is False:
            return False
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, str):
            event.tag(FAILURE_TAG)
            return False
        if not value.strip():
            return False
        try:
            matched = [step(event, value) for step in steps]
        except BadDocument:
            event.tag(FAILURE_TAG)
            return False
        return any(matched)

    return run


def _steps(settings: Settings) -> list[Callable[[WorkEvent, str], bool]]:
    steps = []
    if settings["xpath"]:
        steps.append(_finding(settings))
    if settings["store_xml"]:
        if not settings["target"]:
            raise BadSetting("with `store_xml` (which is on where it is not written) a `target` is needed", option=None)
        steps.append(_storing(settings))
    return steps


def _finding(settings: Settings) -> Callable[[WorkEvent, str], bool]:
    strict = settings["parse_options"] == "strict"
    paths = Paths(
        {path: to_s(field) for path, field in settings["xpath"].items()},
        {prefix: to_s(space) for prefix, space in settings["namespaces"].items()},
        settings["remove_namespaces"],
        strict,
    )
    lists = settings["force_array"]

    def find(event: WorkEvent, text: str) -> bool:
        matched = False
        for field, found in paths.find(text):
            if found:
                matched = True
                field.set(event, found[0] if len(found) == 1 and not lists else found)
        return matched

    return find


def _storing(settings: Settings) -> Callable[[WorkEvent, str], bool]:
    target = reference(settings["target"])
    shape = Shape(settings["force_array"], settings["force_content"], settings["suppress_empty"])

    def store(event: WorkEvent, text: str) -> bool:
        tree: Any = tree_of(text, shape)
        target.set(event, tree)
        return True

    return store


PLUGIN = Plugin(
    name="xml",
    summary="Reads XML out of a field",
    options={
        "source": Option(FIELD, required=True),
        "target": Option(FIELD),
        "store_xml": Option(BOOLEAN, default=True),
        "force_array": Option(BOOLEAN, default=True),
        "force_content": Option(BOOLEAN, default=False),
        "suppress_empty": Option(BOOLEAN, default=True),
        "xpath": Option(HASH, default={}),
        "namespaces": Option(HASH, default={}),
        "remove_namespaces": Option(BOOLEAN, default=False),
        "parse_options": Option(one_of=("strict",)),
    },
    make=make,
)
