"""`recognize`: time, level, host, logger and more at the head of a plain line, whatever wrote it."""

from elkvision.pipeline.event import Timestamp, WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    FIELD,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.recognise import recognise
from elkvision.pipeline.values.references import reference

_STAMP = "@timestamp"


def make(settings: Settings, around: Surroundings) -> Filter:
    """Fills fields that are not there yet, and `@timestamp`; with `overwrite` those that are there too."""
    read = reference(settings["source"]).get
    zone, usual = settings["timezone"], around.time_zone
    overwrite, stamped, tags = settings["overwrite"], settings["set_timestamp"], settings["tag_on_failure"]

    def run(event: WorkEvent) -> bool:
        text = read(event)
        received = event.timestamp()
        now = around.now() if received is None else received.nanoseconds
        found = (
            recognise(text, now // 1_000_000, zone or event.metadata.get("timezone", usual))
            if isinstance(text, str)
            else {}
        )
        if not found:
            for tag in tags:
                event.tag(tag)
            return False
        data = event.data
        stamp = found.pop(_STAMP, None)
        if stamp is not None and stamped:
            data[_STAMP] = Timestamp(stamp)
        for name, value in {**found.pop("attributes", {}), **found}.items():
            if overwrite or name not in data:
                data[name] = value
        return True

    return run


PLUGIN = Plugin(
    name="recognize",
    summary="Finds time, level and more in a plain line",
    options={
        "source": Option(FIELD, default="message"),
        "timezone": Option(),
        "overwrite": Option(BOOLEAN, default=False),
        "set_timestamp": Option(BOOLEAN, default=True),
        "tag_on_failure": Option(ARRAY, default=[]),
    },
    make=make,
)
