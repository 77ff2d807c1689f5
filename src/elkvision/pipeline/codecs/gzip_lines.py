"""`gzip_lines`: compressed text, an event for each line."""

import zlib

from elkvision.pipeline.codecs.contract import Codec, Decoder
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import BadSetting, Option, Settings, Surroundings
from elkvision.pipeline.values.charsets import reader
from elkvision.pipeline.values.originals import event_of_text
from elkvision.pipeline.values.pieces import Pieces

FAILURE_TAG = "_gzipdecodefailure"
#: Unpacked at once: a small file that unpacks to a huge one is read bit by bit.
_STEP = 1024 * 1024


class GzipLines:
    """Unpacks as the bytes arrive; several packed files one after another are one stream."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        try:
            self._read = reader(settings["charset"])
        except LookupError as error:
            raise BadSetting(str(error), option="charset") from None
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._now = around.now
        self._pieces = Pieces(b"\n")
        self._unpack = _unpacker()
        self._broken = False

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each line that is whole now. Behind bytes that cannot be unpacked nothing is read any more."""
        events: list[WorkEvent] = []
        while data and not self._broken:
            try:
                text = self._unpack.decompress(data, _STEP)
            except zlib.error as error:
                self._broken = True
                events.append(
                    event_of_text(f"what arrived cannot be unpacked: {error}", self._now(), self._ecs, FAILURE_TAG)
                )
                break
            events += self._events(self._pieces.cut(text))
            data = self._unpack.unconsumed_tail
            if self._unpack.eof:
                data = self._unpack.unused_data.lstrip(b"\0")
                self._unpack = _unpacker()
        return events

    def flush(self) -> list[WorkEvent]:
        """A last line without an end."""
        rest = self._pieces.last()
        return self._events([rest]) if rest else []

    def _events(self, lines: list[bytes]) -> list[WorkEvent]:
        now = self._now()
        return [event_of_text(self._read(line).removesuffix("\r"), now, self._ecs) for line in lines]


def _unpacker() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=31)


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Raises BadSetting."""
    return GzipLines(settings, around)


CODEC = Codec(
    name="gzip_lines",
    summary="Text packed with gzip, an event for each line",
    decoder=decoder,
    options={"charset": Option(default="UTF-8")},
)
