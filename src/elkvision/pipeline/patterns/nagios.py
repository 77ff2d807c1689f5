"""Nagios: states, alerts, notifications, checks and commands. All lines are a kind and columns with semicolons."""

from typing import Final

#: What a line begins with, by the name in the pattern's name.
_KINDS: Final = (
    "CURRENT_SERVICE_STATE", "CURRENT_HOST_STATE", "SERVICE_NOTIFICATION", "HOST_NOTIFICATION", "SERVICE_ALERT",
    "HOST_ALERT", "SERVICE_FLAPPING_ALERT", "HOST_FLAPPING_ALERT", "SERVICE_DOWNTIME_ALERT", "HOST_DOWNTIME_ALERT",
    "PASSIVE_SERVICE_CHECK", "PASSIVE_HOST_CHECK", "SERVICE_EVENT_HANDLER", "HOST_EVENT_HANDLER",
    "TIMEPERIOD_TRANSITION",
)  # fmt: skip
#: External commands, and in which order a line is tried against them.
_COMMANDS: Final = (
    "DISABLE_SVC_CHECK", "ENABLE_SVC_CHECK", "DISABLE_HOST_CHECK", "ENABLE_HOST_CHECK", "PROCESS_HOST_CHECK_RESULT",
    "PROCESS_SERVICE_CHECK_RESULT", "SCHEDULE_HOST_DOWNTIME", "DISABLE_HOST_SVC_NOTIFICATIONS",
    "ENABLE_HOST_SVC_NOTIFICATIONS", "DISABLE_HOST_NOTIFICATIONS", "ENABLE_HOST_NOTIFICATIONS",
    "DISABLE_SVC_NOTIFICATIONS", "ENABLE_SVC_NOTIFICATIONS",
)  # fmt: skip

#: The columns of each kind: `host` is text up to the next semicolon, `*host` all the rest.
_COLUMNS: Final = {
    "CURRENT_SERVICE_STATE": "host service state current_type current_attempt *message",
    "CURRENT_HOST_STATE": "host state current_type current_attempt *message",
    "SERVICE_NOTIFICATION": "notified host service state command_used *message",
    "HOST_NOTIFICATION": "notified host state command_used *message",
    "SERVICE_ALERT": "host service state state_type attempt *message",
    "HOST_ALERT": "host state state_type attempt *message",
    "SERVICE_FLAPPING_ALERT": "host service state *message",
    "HOST_FLAPPING_ALERT": "host state *message",
    "SERVICE_DOWNTIME_ALERT": "host service state *comment",
    "HOST_DOWNTIME_ALERT": "host state *comment",
    "PASSIVE_SERVICE_CHECK": "host service state *comment",
    "PASSIVE_HOST_CHECK": "host state *comment",
    "SERVICE_EVENT_HANDLER": "host service state state_type handler",
    "HOST_EVENT_HANDLER": "host state state_type handler",
    "TIMEPERIOD_TRANSITION": "service from to",
    "DISABLE_SVC_CHECK": "host service",
    "ENABLE_SVC_CHECK": "host service",
    "DISABLE_HOST_CHECK": "host",
    "ENABLE_HOST_CHECK": "host",
    "PROCESS_SERVICE_CHECK_RESULT": "host service state *result",
    "PROCESS_HOST_CHECK_RESULT": "host state *result",
    "DISABLE_HOST_SVC_NOTIFICATIONS": "*host",
    "ENABLE_HOST_SVC_NOTIFICATIONS": "*host",
    "DISABLE_HOST_NOTIFICATIONS": "*host",
    "ENABLE_HOST_NOTIFICATIONS": "*host",
    "DISABLE_SVC_NOTIFICATIONS": "host *service",
    "ENABLE_SVC_NOTIFICATIONS": "host *service",
    "SCHEDULE_HOST_DOWNTIME": "host start end fixed trigger duration author said",
}


def _patterns(fields: dict[str, str], epoch: str) -> dict[str, str]:
    """All patterns, with these references for the columns ("pattern:field", or a field alone)."""

    def reference(column: str) -> str:
        field = fields[column.lstrip("*")]
        pattern = "GREEDYDATA" if column.startswith("*") else "DATA"
        return f"%{{{field}}}" if field.split(":")[0].isupper() else f"%{{{pattern}:{field}}}"

    def line(kind: str) -> str:
        return ";".join(reference(column) for column in _COLUMNS[kind].split())

    kind_of, command_of = fields["kind"], fields["command"]
    patterns = {"NAGIOSTIME": rf"\[%{{NUMBER:{epoch}}}\]", "NAGIOS_TYPE_EXTERNAL_COMMAND": "EXTERNAL COMMAND"}
    patterns["NAGIOS_WARNING"] = f"Warning:%{{SPACE}}%{{GREEDYDATA:{fields['message']}}}"
    patterns["NAGIOS_EC_SCHEDULE_SERVICE_DOWNTIME"] = "SCHEDULE_SERVICE_DOWNTIME"
    for kind in _KINDS:
        patterns[f"NAGIOS_TYPE_{kind}"] = kind.replace("_", " ")
        patterns[f"NAGIOS_{kind}"] = f"%{{NAGIOS_TYPE_{kind}:{kind_of}}}: {line(kind)}"
    for command in _COMMANDS:
        patterns[f"NAGIOS_EC_{command}"] = command
        patterns[f"NAGIOS_EC_LINE_{command}"] = (
            f"%{{NAGIOS_TYPE_EXTERNAL_COMMAND:{kind_of}}}: %{{NAGIOS_EC_{command}:{command_of}}};{line(command)}"
        )
    names = ["WARNING", *_KINDS, *(f"EC_LINE_{command}" for command in _COMMANDS)]
    patterns["NAGIOSLOGLINE"] = "%{NAGIOSTIME} (?:" + "|".join(f"%{{NAGIOS_{name}}}" for name in names) + ")"
    return patterns


LEGACY: Final = _patterns(
    {
        "kind": "nagios_type", "command": "nagios_command", "host": "nagios_hostname", "service": "nagios_service",
        "state": "nagios_state", "current_type": "nagios_statetype", "current_attempt": "nagios_statecode",
        "state_type": "nagios_statelevel", "attempt": "NUMBER:nagios_attempt", "notified": "nagios_notifyname",
        "command_used": "nagios_contact", "message": "nagios_message", "comment": "nagios_comment",
        "handler": "nagios_event_handler_name", "result": "nagios_check_result", "from": "NUMBER:nagios_unknown1",
        "to": "NUMBER:nagios_unknown2", "start": "NUMBER:nagios_start_time", "end": "NUMBER:nagios_end_time",
        "fixed": "NUMBER:nagios_fixed", "trigger": "NUMBER:nagios_trigger_id", "duration": "NUMBER:nagios_duration",
        "author": "author", "said": "comment",
    },
    epoch="nagios_epoch",
)  # fmt: skip

_LOG: Final = "[nagios][log]"

ECS: Final = _patterns(
    {
        "kind": f"{_LOG}[type]", "command": f"{_LOG}[command]", "host": "[host][hostname]", "service": "[service][name]",
        "state": "[service][state]", "current_type": f"{_LOG}[state_type]", "current_attempt": f"INT:{_LOG}[attempt]:int",
        "state_type": f"{_LOG}[state_type]", "attempt": f"INT:{_LOG}[attempt]:int", "notified": "[user][name]",
        "command_used": f"{_LOG}[notification_command]", "message": "message", "comment": f"{_LOG}[comment]",
        "handler": f"{_LOG}[event_handler_name]", "result": f"{_LOG}[check_result]",
        "from": f"NUMBER:{_LOG}[period_from]:int", "to": f"NUMBER:{_LOG}[period_to]:int",
        "start": f"NUMBER:{_LOG}[start_time]", "end": f"NUMBER:{_LOG}[end_time]", "fixed": f"NUMBER:{_LOG}[fixed]",
        "trigger": f"NUMBER:{_LOG}[trigger_id]", "duration": f"NUMBER:{_LOG}[duration]:int", "author": "[user][name]",
        "said": f"{_LOG}[comment]",
    },
    epoch="timestamp",
)  # fmt: skip
