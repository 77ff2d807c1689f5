"""Every family of numbers that any part of the product tells, in the order of the way of a log. `docs/reference/metrics.md`
is made of this; names follow https://prometheus.io/docs/practices/naming/ and `promtool check metrics` reads them in a test.

Labels stay few: inputs, lanes, kinds, routes. No organisation, no person and no text that somebody sent is one.
"""

from typing import Final

from elkvision.core.metrics.families import Family, Kind

_ALL: Final[dict[str, list[Family]]] = {}


def _family(part: str, name: str, kind: Kind, help: str, *labels: str) -> Family:
    made = Family(name, kind, help, labels)
    _ALL.setdefault(part, []).append(made)
    return made


def by_part() -> dict[str, list[Family]]:
    """Which part tells what."""
    return {part: list(families) for part, families in _ALL.items()}


# Every process
_E = "every process"
BUILD = _family(_E, "elkvision_build_info", "gauge", "Always 1; the labels say what runs.", "part", "version")
CPU = _family(_E, "process_cpu_seconds_total", "counter", "Seconds of CPU that the process has used.", "part")
MEMORY = _family(_E, "process_resident_memory_bytes", "gauge", "Memory that the process has in RAM.", "part")
STARTED = _family(_E, "process_start_time_seconds", "gauge", "When the process began, in seconds since 1970.", "part")
FILES = _family(_E, "process_open_fds", "gauge", "Files and sockets that the process has open.", "part")
MOST_FILES = _family(_E, "process_max_fds", "gauge", "Most files and sockets that it may have open.", "part")

# Intake
_I = "intake"
RECEIVED = _family(
    _I, "elkvision_intake_received_events_total", "counter", "Events taken, which the spool has.", "input"
)
RECEIVED_BYTES = _family(_I, "elkvision_intake_received_bytes_total", "counter", "Bytes of the events taken.", "input")
REFUSED = _family(
    _I, "elkvision_intake_refused_events_total", "counter", "Events said no to, whose sender was told.", "input"
)
LOST = _family(
    _I,
    "elkvision_intake_lost_events_total",
    "counter",
    "Events that fell because nobody could be asked to wait.",
    "input",
)
LOST_DATAGRAMS = _family(
    _I,
    "elkvision_intake_lost_datagrams_total",
    "counter",
    "Datagrams that the kernel dropped before intake saw them.",
    "input",
)
TRUNCATED = _family(
    _I, "elkvision_intake_truncated_events_total", "counter", "Events over the limit that were cut.", "input"
)
CUT_BYTES = _family(
    _I, "elkvision_intake_cut_bytes_total", "counter", "Bytes that were cut off events over the limit.", "input"
)
CONNECTIONS = _family(_I, "elkvision_intake_connections", "gauge", "Open connections.", "input")
SPOOL_BYTES = _family(_I, "elkvision_spool_bytes", "gauge", "Bytes that wait in the spool.")
SPOOL_LIMIT = _family(
    _I, "elkvision_spool_limit_bytes", "gauge", "Most bytes that may wait there; senders wait from then on."
)
SPOOL_SEGMENTS = _family(_I, "elkvision_spool_segments", "gauge", "Segments in the spool.")
SPOOL_AGE = _family(
    _I,
    "elkvision_spool_oldest_age_seconds",
    "gauge",
    "How old the oldest segment in the spool is; 0 where there is none.",
)
SPOOL_WAITS = _family(_I, "elkvision_spool_senders_wait", "gauge", "1 while senders are told to come again.")
SPOOL_FAILING = _family(_I, "elkvision_spool_failing", "gauge", "1 while the spool cannot be written.")
COMMITS = _family(
    _I, "elkvision_spool_commit_duration_seconds", "histogram", "How long it took to make a batch durable on the disk."
)

# Delivery
_D = "delivery"
STORED = _family(
    _D, "elkvision_delivery_stored_events_total", "counter", "Events that the store has, by the lane they took.", "lane"
)
DEAD = _family(
    _D, "elkvision_delivery_dead_letters_total", "counter", "Events that no store could keep, put aside with a reason."
)
DEAD_GONE = _family(
    _D, "elkvision_delivery_discarded_dead_letters_total", "counter", "Old dead letters that made room for newer ones."
)
RETRIES = _family(
    _D, "elkvision_delivery_retries_total", "counter", "Segments that the store did not take and that were tried again."
)
LAG = _family(
    _D,
    "elkvision_delivery_lag_seconds",
    "gauge",
    "How long ago the oldest event was received that the store does not have yet.",
)
WAITING = _family(_D, "elkvision_delivery_waiting_segments", "gauge", "Segments that wait to be carried to the store.")
FAILING = _family(_D, "elkvision_delivery_failing", "gauge", "1 while the last write to the store failed.")
PIPELINE_DROPPED = _family(
    _D, "elkvision_pipeline_dropped_events_total", "counter", "Events that a pipeline dropped, as it was told to."
)
PIPELINE_ERRORS = _family(
    _D,
    "elkvision_pipeline_failed_events_total",
    "counter",
    "Events that went on without their pipeline because it failed.",
)
PIPELINES = _family(_D, "elkvision_pipelines", "gauge", "Pipelines that run, and those that cannot.", "state")
FILTER_EVENTS = _family(
    _D,
    "elkvision_pipeline_filter_events_total",
    "counter",
    "Events that went into filters, by the kind of filter.",
    "filter",
)
FILTER_SECONDS = _family(
    _D, "elkvision_pipeline_filter_seconds_total", "counter", "Seconds that filters worked.", "filter"
)
FILTER_FAILURES = _family(
    _D,
    "elkvision_pipeline_filter_failures_total",
    "counter",
    "Events that a filter failed on; they were tagged.",
    "filter",
)
FILTER_TIMEOUTS = _family(
    _D,
    "elkvision_pipeline_filter_timeouts_total",
    "counter",
    "Events on which a filter was stopped because it took too long.",
    "filter",
)
LIVE_PUBLISHED = _family(_D, "elkvision_live_published_events_total", "counter", "Events given to Live.")
LIVE_SKIPPED = _family(
    _D,
    "elkvision_live_skipped_events_total",
    "counter",
    "Events that Live left out because more came than anybody reads.",
)

# The way to the store
_S = "delivery, web, worker"
STORE_SECONDS = _family(
    _S,
    "elkvision_store_request_duration_seconds",
    "histogram",
    "How long the store took to answer, by what it was asked.",
    "part",
    "operation",
)
STORE_FAILURES = _family(
    _S,
    "elkvision_store_failed_requests_total",
    "counter",
    "Requests that the store did not answer, by why.",
    "part",
    "operation",
    "reason",
)

# Web
_W = "web"
PART_UP = _family(_W, "elkvision_part_up", "gauge", "1 while the part answers, 0 while it does not.", "part")
HTTP_REQUESTS = _family(
    _W,
    "elkvision_http_requests_total",
    "counter",
    "Requests, by the template of their address.",
    "method",
    "route",
    "status",
)
HTTP_SECONDS = _family(
    _W, "elkvision_http_request_duration_seconds", "histogram", "How long until the answer began.", "method", "route"
)
HTTP_NOW = _family(_W, "elkvision_http_requests_in_progress", "gauge", "Requests that are being answered.")
SOCKETS = _family(_W, "elkvision_websockets", "gauge", "Open WebSockets, by their path.", "path")
SOCKETS_OPENED = _family(
    _W, "elkvision_websockets_opened_total", "counter", "WebSockets that were opened, by their path.", "path"
)
SOCKET_MESSAGES = _family(
    _W, "elkvision_websocket_messages_total", "counter", "Messages sent to WebSockets, by their path.", "path"
)
QUERY_SECONDS = _family(
    _W,
    "elkvision_query_duration_seconds",
    "histogram",
    "How long questions about logs took, with their wait for a seat.",
    "kind",
)
QUERIES_REFUSED = _family(
    _W, "elkvision_queries_refused_total", "counter", "Questions that got no answer, by why.", "kind", "reason"
)
QUERIES_NOW = _family(_W, "elkvision_queries_in_progress", "gauge", "Questions about logs that are being answered.")
QUERY_SEATS = _family(_W, "elkvision_query_seats", "gauge", "How many are answered at once; further ones wait.")
QUEUE = _family(_W, "elkvision_queue_tasks", "gauge", "Tasks that no worker has taken yet.", "queue")
BUS_MEMORY = _family(_W, "elkvision_bus_memory_bytes", "gauge", "Memory that Redis has in use.")
BUS_CLIENTS = _family(_W, "elkvision_bus_connections", "gauge", "Connections that Redis has.")
ALERT_RULES = _family(_W, "elkvision_alert_rules", "gauge", "Alert rules, by their state.", "state")
ALERTS_FIRING = _family(_W, "elkvision_alerts_firing", "gauge", "Alerts that fire, by severity.", "severity")
OUTBOX = _family(_W, "elkvision_notifications_waiting", "gauge", "Messages that are still to be sent.")
OUTBOX_AGE = _family(
    _W,
    "elkvision_notifications_oldest_age_seconds",
    "gauge",
    "How long the oldest message has waited that is still to be sent; 0 where none waits.",
)
UPLOADS = _family(_W, "elkvision_uploads_unfinished", "gauge", "Files that were handed in and are not processed yet.")
DISK_FREE = _family(_W, "elkvision_disk_free_bytes", "gauge", "Room left on the disk of the data folder.")
DISK_SIZE = _family(_W, "elkvision_disk_size_bytes", "gauge", "Size of the disk of the data folder.")

# Worker
_K = "worker"
TASK_SECONDS = _family(_K, "elkvision_task_duration_seconds", "histogram", "How long background tasks ran.", "task")
TASKS = _family(_K, "elkvision_tasks_total", "counter", "Background tasks that ended, by how.", "task", "outcome")
TASKS_NOW = _family(_K, "elkvision_tasks_in_progress", "gauge", "Background tasks that run.")
EVALUATED = _family(
    _K,
    "elkvision_alert_evaluations_total",
    "counter",
    "Windows of alert rules that were looked at, by how that went.",
    "outcome",
)
EVALUATION_SECONDS = _family(
    _K,
    "elkvision_alert_evaluation_duration_seconds",
    "histogram",
    "How long it took to look at all rules of an organisation that were due.",
)
EVALUATION_LAG = _family(
    _K,
    "elkvision_alert_evaluation_lag_seconds",
    "gauge",
    "How overdue the most overdue window of any rule is; 0 where none is.",
)
WATCHED = _family(
    _K, "elkvision_alert_watched_organisations", "gauge", "Organisations whose rules this worker watches."
)
ATTEMPTS = _family(
    _K,
    "elkvision_notification_attempts_total",
    "counter",
    "Attempts to send a message, by the channel's kind and how that went.",
    "kind",
    "outcome",
)
ATTEMPT_SECONDS = _family(
    _K, "elkvision_notification_attempt_duration_seconds", "histogram", "How long an attempt took.", "kind"
)

# Beat
_B = "beat"
TICKS = _family(
    _B, "elkvision_beat_scheduled_tasks_total", "counter", "Tasks that were put into the queue because they were due."
)
