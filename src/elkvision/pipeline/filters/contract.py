"""What a filter promises, and what it is handed.

A filter is a module (or package) of `elkvision.pipeline.filters` named as people write it, that has
a `PLUGIN`:

    PLUGIN = Plugin(
        name="bytes",
        options={"source": Option(FIELD, default="message"), "target": Option(FIELD, required=True)},
        make=make,
    )

    def make(settings: Settings, around: Surroundings) -> Filter:
        source, target = reference(settings["source"]), reference(settings["target"])

        def run(event: WorkEvent) -> bool:
            ...
            return True

        return run

`make` is called once, when the pipeline is compiled; whatever can be prepared is prepared there. It
raises `BadSetting` for what the kinds of the options cannot tell. What it returns is called for each
event. The common options (`add_field`, `remove_field`, `add_tag`, `remove_tag`, `id`,
`enable_metric`, `periodic_flush`, `ecs_compatibility`, `tag_on_failure`) need not be declared: the compiler
applies the first four when the filter says True. A filter that fails tags the event itself
(`for tag in settings["tag_on_failure"]: event.tag(tag)`; declare the option to give it its default)
and returns False. What it raises is caught, tagged and counted by the compiler.
"""

import math
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from elkvision.pipeline.event import WorkEvent

# Kinds of options: what may be written, and what a filter gets for it.
STRING: Final = "string"  # str
NUMBER: Final = "number"  # int or float
BOOLEAN: Final = "boolean"  # bool
ARRAY: Final = "array"  # list; a single value is a list of one
HASH: Final = "hash"  # dict; a list of even length is read as pairs, as Logstash does
FIELD: Final = "field reference"  # str that is a field reference
PATH: Final = "path"  # str
PASSWORD: Final = "password"  # noqa: S105 - the name of a kind  # str, never shown
BYTES: Final = "bytes"  # int; "10 MiB" is understood
CODEC: Final = "codec"  # the value as it was written: a name, or a plugin
ANY: Final = "any"  # as it was written

KINDS: Final = (STRING, NUMBER, BOOLEAN, ARRAY, HASH, FIELD, PATH, PASSWORD, BYTES, CODEC, ANY)


#: In an event's metadata: functions that clean the line as it came, of filters that hide what nobody should keep.
CLEANERS: Final = "\0cleaners"


class BadSetting(ValueError):
    """A setting that cannot be: which, what was expected, and where it helps, what to write instead."""

    def __init__(self, message: str, *, option: str | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.option = option
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a plugin."""

    kind: str = STRING
    default: Any = None
    required: bool = False
    #: The only values there are.
    one_of: tuple[str, ...] = ()
    #: Any number of values of that kind: the filter gets a list; one value is a list of one.
    many: bool = False
    #: Still works, and what to write instead (a warning).
    deprecated: str = ""
    #: Does not work, and what to write instead (an error). Of options that Logstash removed, or that we refuse.
    refused: str = ""
    #: Accepted and without effect here, and why (a warning).
    ignored: str = ""


class Settings(Mapping[str, Any]):
    """The settings of one plugin: every declared option, checked, with defaults filled in."""

    def __init__(self, values: Mapping[str, Any], given: Iterable[str], name: str = "") -> None:
        self._values = dict(values)
        #: Options that were written in the configuration.
        self.given = frozenset(given)
        #: How messages call the plugin.
        self.name = name

    def __getitem__(self, option: str) -> Any:
        return self._values[option]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class GeoDatabase(Protocol):
    """A database in MaxMind's format."""

    #: What it knows: "City", "ASN", "Country", …
    kind: str

    def get(self, address: str) -> Mapping[str, Any] | None:
        """What is known of an address. Raises ValueError when it is none."""
        ...

    def network(self, address: str) -> str | None:
        """The network of an address that all of this is known of."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything from outside that a filter may use. Filters fetch nothing themselves."""

    #: Nanoseconds since 1970 UTC.
    now: Callable[[], int] = time.time_ns
    #: For `${NAME}`.
    environment: Mapping[str, str] = field(default_factory=dict)
    #: Reads a file that a setting names; patterns_dir uses `list_files`. Raises OSError.
    read_file: Callable[[str], bytes] = lambda path: _refuse(path)
    #: The files that a path or glob names, sorted.
    list_files: Callable[[str], list[str]] = lambda path: _refuse(path)
    #: The geo databases at hand, by kind ("City", "ASN").
    geo: Mapping[str, GeoDatabase] = field(default_factory=dict)
    #: Opens a geo database that a setting names. Raises OSError.
    open_geo: Callable[[str], GeoDatabase] = lambda path: _refuse(path)
    #: `disabled`, `v1` or `v8` where a plugin writes no `ecs_compatibility`.
    ecs: str = "disabled"
    #: The zone of times that name none.
    time_zone: str = "UTC"
    #: Seconds that one event may take in one filter, whatever its settings say (`timeout_millis`).
    most_seconds: float = math.inf
    #: Random bytes, for identifiers, and a number below 1, for samples.
    random_bytes: Callable[[int], bytes] = os.urandom
    random_number: Callable[[], float] = random.random
    #: Counts something that happened to an event: what, how often ("timeouts", 1).
    count: Callable[[str, int], None] = lambda what, times: None  # noqa: ARG005 - nobody counts
    #: Says something that whoever wrote the pipeline should know (a warning without a line).
    warn: Callable[[str], None] = lambda message: None  # noqa: ARG005 - nobody listens


def _refuse(path: str) -> Any:
    raise PermissionError(f"{path}: files are not at hand here")


#: Events that one line may become. (An id has room for 65,536.)
MOST_COPIES: Final = 10_000

#: Works on the event in place, and says whether it succeeded (the common options are applied then).
Filter = Callable[[WorkEvent], bool]


@dataclass(frozen=True, slots=True)
class Spread:
    """A filter that makes further events: they get the common options, and follow the one they came from.

    The original is left as it is; a filter that replaces it cancels it.
    """

    run: Callable[[WorkEvent], list[WorkEvent]]


Make = Callable[[Settings, Surroundings], Filter | Spread]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A filter as the registry knows it."""

    name: str
    make: Make
    options: Mapping[str, Option] = field(default_factory=dict)
    #: One line for lists and completion.
    summary: str = ""
