"""`syslog_pri`: facility and severity out of a syslog priority."""

from typing import Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import ARRAY, BOOLEAN, FIELD, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.values.references import reference
from elkvision.pipeline.values.ruby import to_i

#: Of a message that says none: user-level notice.
_DEFAULT: Final = 13
_FACILITIES: Final = [
    "kernel", "user-level", "mail", "daemon", "security/authorization", "syslogd", "line printer", "network news",
    "uucp", "clock", "security/authorization", "ftp", "ntp", "log audit", "log alert", "clock",
    *(f"local{number}" for number in range(8)),
]  # fmt: skip
#: The tag of an event with a priority that nobody has a word for.
FAILURE_TAG: Final = "_syslogpriparsefailure"
_SEVERITIES: Final = ["emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"]


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Writes both as numbers, and with `use_labels` as words."""
    ecs = settings["ecs_compatibility"] != "disabled"
    source = reference(settings["syslog_pri_field_name"] or ("[log][syslog][priority]" if ecs else "syslog_pri"))
    parts = [
        (
            reference(f"[log][syslog][{part}][code]" if ecs else f"syslog_{part}_code"),
            reference(f"[log][syslog][{part}][name]" if ecs else f"syslog_{part}"),
            settings[f"{part}_labels"] if settings["use_labels"] else [],
        )
        for part in ("facility", "severity")
    ]
    labelled = settings["use_labels"]

    def run(event: WorkEvent) -> bool:
        value = source.get(event)
        if isinstance(value, list):
            value = value[0] if value else None
        if value is not None and not isinstance(value, (str, int)):
            return False
        priority = _DEFAULT if value is None or value is False else to_i(value)
        for (code, name, labels), number in zip(parts, (priority >> 3, priority & 7), strict=True):
            code.set(event, number)
            if -len(labels) <= number < len(labels):
                name.set(event, labels[number])
            elif labelled:
                event.tag(FAILURE_TAG)
        return True

    return run


PLUGIN = Plugin(
    name="syslog_pri",
    summary="Reads facility and severity out of a syslog priority",
    options={
        "syslog_pri_field_name": Option(FIELD),
        "use_labels": Option(BOOLEAN, default=True),
        "facility_labels": Option(ARRAY, default=_FACILITIES),
        "severity_labels": Option(ARRAY, default=_SEVERITIES),
    },
    make=make,
)
