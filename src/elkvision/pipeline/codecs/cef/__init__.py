"""`cef`: ArcSight's Common Event Format, with or without a syslog header before it."""

import re
from collections.abc import Callable
from typing import Any, Final

import orjson

from elkvision.pipeline.codecs.cef.fields import HEADER, TIMES, ecs_by_name, names_by_key
from elkvision.pipeline.codecs.contract import Codec, Decoder, Encode
from elkvision.pipeline.event import Timestamp, WorkEvent
from elkvision.pipeline.filters.contract import ARRAY, BOOLEAN, FIELD, Option, Settings, Surroundings
from elkvision.pipeline.recognise.stamps import read_time
from elkvision.pipeline.values.pieces import Pieces
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import to_s
from elkvision.pipeline.values.templates import Template, template

FAILURE_TAG = "_cefparsefailure"

_HEADER_PART: Final = re.compile(r"((?:\\[|\\]|[^|])*?)\|")
_HEADER_ESCAPE: Final = re.compile(r"\\([\\|])")
_VALUE_ESCAPE: Final = re.compile(r"\\([\\=nr])")
_KEY: Final = re.compile(r"(?:(?<=\s)|\A)(\w+(?:\.[^.=\s|\\\[\]]+)*(?:\[[0-9]+\])?)=")
_INDEXED: Final = re.compile(r"([^\[\]]+)((?:\[[0-9]+\])+)")
_NO_KEY: Final = re.compile("[^A-Za-z0-9]")
_DEFAULTS: Final = {"vendor": "Elasticsearch", "product": "Logstash", "version": "1.0", "signature": "Logstash"}
_SEVERITY: Final = "6"


class Cef:
    """Keeps the beginning of an event until its delimiter arrives, where there is one."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        delimiter = settings["delimiter"]
        self._pieces = Pieces(delimiter.replace("\\r", "\r").replace("\\n", "\n").encode()) if delimiter else None
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._raw = reference(settings["raw_data_field"]) if settings["raw_data_field"] else None
        self._names = names_by_key()
        self._paths = ecs_by_name(settings["device"]) if self._ecs else {}
        self._zone = settings["default_timezone"] or around.time_zone
        self._now = around.now

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each that is whole now; what is no CEF is tagged."""
        pieces = [data] if self._pieces is None else self._pieces.cut(data)
        return [self._event(piece) for piece in pieces if piece.strip()]

    def flush(self) -> list[WorkEvent]:
        """A last one without a delimiter."""
        rest = b"" if self._pieces is None else self._pieces.last()
        return [self._event(rest)] if rest.strip() else []

    def _event(self, data: bytes) -> WorkEvent:
        now = self._now()
        try:
            text = data.decode()
            event = WorkEvent.of({}, now)
            if self._raw is not None:
                self._raw.set(event, text)
            self._fill(event, text, now)
        except ValueError:  # also what is no UTF-8
            failed = WorkEvent.of({"message": data.decode("utf-8", "backslashreplace")}, now)
            failed.tag(FAILURE_TAG)
            return failed
        return event

    def _fill(self, event: WorkEvent, text: str, now: int) -> None:
        if text.startswith('"'):
            text = text[1:-1]
        rest = self._header(event, text)
        fields = {self._names.get(key, key): value for key, value in extensions(rest.strip())}
        zone = fields.get("deviceTimeZone", self._zone)
        for name, value in fields.items():
            if self._ecs and name in TIMES:
                self._set_moment(event, self._paths[name], value, zone, now)
            else:
                reference(self._paths.get(name) or _reference_of(name)).set(event, value)

    def _header(self, event: WorkEvent, text: str) -> str:
        """Sets the fields before the extensions, and gives what is behind them. Raises ValueError."""
        position = 0
        for place, (name, path) in enumerate(HEADER):
            found = _HEADER_PART.match(text, position)
            if found is None:
                if not place:
                    raise ValueError("there is no header")
                break
            value = _HEADER_ESCAPE.sub(r"\1", found[1])
            if not place:
                before, space, value = value.rpartition(" ")
                if space:
                    reference("[log][syslog][header]" if self._ecs else "syslog").set(event, before)
                value = value.removeprefix("CEF:")
            reference(path if self._ecs else name).set(event, value)
            position = found.end()
        return text[position:]

    def _set_moment(self, event: WorkEvent, path: str, value: str, zone: Any, now: int) -> None:
        """A text that is no moment stays a text; at the top of the event it goes beside it."""
        stamp = read_time(value, zone, now // 1_000_000)
        if stamp is not None:
            reference(path).set(event, Timestamp(stamp))
        elif path == "@timestamp":
            event.set("_@timestamp", value)
            event.tag("_timestampparsefailure")
        else:
            reference(path).set(event, value)


def extensions(text: str) -> list[tuple[str, str]]:
    """The keys and values behind the header. A value goes on to the next thing that reads like a key."""
    keys = list(_KEY.finditer(text))
    ends = [*[key.start() for key in keys[1:]], len(text)]
    return [
        (key[1], _VALUE_ESCAPE.sub(_unescaped, text[key.end() : end].rstrip()))
        for key, end in zip(keys, ends, strict=False)  # without a key there is an end too many
    ]


def _unescaped(found: "re.Match[str]") -> str:
    return {"n": "\n", "r": "\r"}.get(found[1], found[1])


def _reference_of(name: str) -> str:
    """`name[0]` is no field reference; `[name][0]` is."""
    found = _INDEXED.fullmatch(name)
    return f"[{found[1]}]{found[2]}" if found else name


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Makes events of CEF."""
    return Cef(settings, around)


def encoder(settings: Settings, around: Surroundings) -> Encode:  # noqa: ARG001 - needs nothing from outside
    """Writes header and fields, escaped."""
    parts = [(template(settings[name]), default) for name, default in {**_DEFAULTS, "name": "Logstash"}.items()]
    severity = template(settings["severity"])
    ecs = settings["ecs_compatibility"] != "disabled"
    fields = [to_s(name) for name in settings["fields"]]
    key_of = _keys(settings["reverse_mapping"], ecs)
    delimiter = (settings["delimiter"] or "").replace("\\r", "\r").replace("\\n", "\n")

    def encode(event: WorkEvent) -> bytes:
        head = ["CEF:0", *(_in_header(write(event)) or default for write, default in parts), _severity(severity, event)]
        values = [(key_of(name), event.get(name)) for name in fields]
        body = " ".join(f"{key}={_in_value(value)}" for key, value in values if value is not None)
        return f"{'|'.join(head)}|{body}{delimiter}".encode()

    return encode


def _keys(short: bool, ecs: bool) -> Callable[[str], str]:
    names = {path: name for name, path in ecs_by_name("observer").items()} if ecs else {}
    keys = {name: key for key, name in names_by_key().items()}

    def key_of(field: str) -> str:
        written = field if field.startswith("[") or field == "@timestamp" else f"[{field}]"
        name = names.get(written) or _NO_KEY.sub("", field)
        return keys.get(name, name) if short or ecs else name

    return key_of


def _in_header(text: str) -> str:
    return re.sub(r"\r\n|[\r\n]", " ", text.replace("\\", "\\\\").replace("|", "\\|"))


def _in_value(value: Any) -> str:
    if isinstance(value, (dict, list)):
        value = orjson.dumps(value, default=str).decode()
    text = to_s(value).replace("\\", "\\\\").replace("=", "\\=")
    return re.sub(r"\r\n|[\r\n]", r"\\n", text)


def _severity(write: Template, event: WorkEvent) -> str:
    """A whole number from 0 to 10; 6 for anything else."""
    try:
        number = float(write(event).strip())
    except ValueError:
        return _SEVERITY
    return str(int(number)) if number % 1 == 0 and 0 <= number <= 10 else _SEVERITY


CODEC = Codec(
    name="cef",
    summary="ArcSight's Common Event Format",
    decoder=decoder,
    encoder=encoder,
    options={
        **{name: Option(default=value) for name, value in _DEFAULTS.items()},
        "name": Option(default="Logstash"),
        "severity": Option(default=_SEVERITY),
        "fields": Option(ARRAY, default=[]),
        "reverse_mapping": Option(BOOLEAN, default=False),
        "delimiter": Option(),
        "raw_data_field": Option(FIELD),
        "device": Option(one_of=("observer", "host"), default="observer"),
        "default_timezone": Option(),
        "locale": Option(ignored="names of months are read in English"),
    },
)
