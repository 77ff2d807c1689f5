"""What is on each dashboard. Numbers that every web process says alike are taken once: `max`."""

from typing import Final

from tools.grafana.panels import Board, Panel, Row


def rate(metric: str, by: str = "", where: str = "") -> str:
    chosen = f"{{{where}}}" if where else ""
    said = f"rate({metric}{chosen}[$__rate_interval])"
    return f"sum by ({by}) ({said})" if by else f"sum({said})"


def quantile(percent: int, metric: str, by: str = "", where: str = "") -> str:
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({percent / 100}, {rate(f'{metric}_bucket', labels, where)})"


def or_none(expression: str) -> str:
    """What is counted only once it has happened."""
    return f"{expression} or vector(0)"


_PARTS = (
    Panel("CPU", (("sum by (part) (part:process_cpu:rate5m)", "{{part}}"),), "percentunit", stacked=True,
          help="1 is one core."),
    Panel("Memory", (('sum by (part) (process_resident_memory_bytes{part!=""})', "{{part}}"),), "bytes", stacked=True),
    Panel("Open files", (('max by (part) (process_open_fds{part!=""} / process_max_fds{part!=""})', "{{part}}"),),
          "percentunit", red=0.8),
)  # fmt: skip

OVERVIEW = Board("overview", "overview", "Whether all is well, on one page.", (
    Row("Now", (
        Panel("Parts", (("min by (part) (elkvision_part_up)", "{{part}}"),), "bool_yes_no", "stat", wide=24,
              help="A part that does not answer says no."),
        Panel("Logs a second", (("sum(input:elkvision_intake_received_events:rate1m)", ""),), "short", "stat", wide=4),
        Panel("Behind", (("max(elkvision_delivery_lag_seconds)", ""),), "s", "stat", wide=4, red=30,
              help="How long ago the oldest log came that cannot be found yet."),
        Panel("Spool", (("max(elkvision:spool_used:ratio)", ""),), "percentunit", "stat", wide=4, red=0.5),
        Panel("Requests that fail", (("elkvision:http_failed:ratio5m", ""),), "percentunit", "stat", wide=4, red=0.05),
        Panel("Alerts that fire", (("max(sum by (instance) (elkvision_alerts_firing))", ""),), "short", "stat", wide=4,
              help="Of the product's own rules, in all organisations."),
        Panel("Of Prometheus", (('count(ALERTS{alertstate="firing"}) or vector(0)', ""),), "short", "stat", wide=4, red=1,
              help="Alerts about the stack itself."),
    )),
    Row("Logs", (
        Panel("Received, by input", (("input:elkvision_intake_received_events:rate1m", "{{input}}"),), "short", stacked=True),
        Panel("Stored, by lane", (("lane:elkvision_delivery_stored_events:rate1m", "{{lane}}"),), "short", stacked=True),
        Panel("Behind", (("max by (instance) (elkvision_delivery_lag_seconds)", "{{instance}}"),), "s", red=30),
    )),
    Row("People", (
        Panel("Requests a second", (("sum(route:elkvision_http_requests:rate5m)", "requests"),), "reqps"),
        Panel("Time to answer, 95 %", (("elkvision:http_duration_seconds:p95_5m", "all"),), "s"),
        Panel("Open sockets", (("sum by (path) (elkvision_websockets)", "{{path}}"),), "short", stacked=True),
    )),
    Row("Parts", _PARTS),
))  # fmt: skip

INGEST = Board("ingest", "ingest", "From the wire to the store.", (
    Row("Intake", (
        Panel("Events", ((rate("elkvision_intake_received_events_total", "input"), "{{input}}"),), "short", stacked=True),
        Panel("Bytes", (("input:elkvision_intake_received_bytes:rate1m", "{{input}}"),), "Bps", stacked=True),
        Panel("Open connections", (("sum by (input) (elkvision_intake_connections)", "{{input}}"),)),
        Panel("Refused", ((rate("elkvision_intake_refused_events_total", "input"), "{{input}}"),),
              help="The sender was told."),
        Panel("Lost", ((rate("elkvision_intake_lost_events_total", "input"), "{{input}}"),
                       (rate("elkvision_intake_lost_datagrams_total", "input"), "{{input}} in the kernel")), red=0.001,
              help="Only where nobody can be asked to wait."),
        Panel("Cut", ((rate("elkvision_intake_truncated_events_total", "input"), "{{input}}"),
                      (rate("elkvision_intake_cut_bytes_total"), "bytes")), help="Events over the limit."),
    )),
    Row("Spool", (
        Panel("Bytes that wait", (("elkvision_spool_bytes", "{{instance}}"),
                                  ("max(elkvision_spool_limit_bytes)", "limit")), "bytes"),
        Panel("Oldest that waits", (("elkvision_spool_oldest_age_seconds", "{{instance}}"),), "s"),
        Panel("Segments", (("elkvision_spool_segments", "in the spool"),
                           ("elkvision_delivery_waiting_segments", "for the store"))),
        Panel("Time to make durable", ((quantile(50, "elkvision_spool_commit_duration_seconds"), "half"),
                                       (quantile(99, "elkvision_spool_commit_duration_seconds"), "99 %")), "s"),
        Panel("Commits", ((rate("elkvision_spool_commit_duration_seconds_count"), "a second"),), "ops"),
        Panel("Senders wait", (("max by (instance) (elkvision_spool_senders_wait)", "{{instance}} waits"),
                               ("max by (instance) (elkvision_spool_failing)", "{{instance}} cannot write")), red=1),
    )),
    Row("Delivery", (
        Panel("Stored, by lane", ((rate("elkvision_delivery_stored_events_total", "lane"), "{{lane}}"),), stacked=True),
        Panel("Behind", (("elkvision_delivery_lag_seconds", "{{instance}}"),), "s", red=30),
        Panel("Received and stored", ((rate("elkvision_intake_received_events_total"), "received"),
                                      (rate("elkvision_delivery_stored_events_total"), "stored"),
                                      (rate("elkvision_pipeline_dropped_events_total"), "dropped by pipelines"),
                                      (rate("elkvision_delivery_dead_letters_total"), "dead letters")),
              help="Over time, received is stored and dropped and dead, where pipelines make no events of their own."),
        Panel("Segments tried again", ((rate("elkvision_delivery_retries_total"), "a second"),
                                       ("max(elkvision_delivery_failing)", "the last one failed")), red=1),
        Panel("Dead letters", (("sum(increase(elkvision_delivery_dead_letters_total[1h]))", "in an hour"),
                               ("sum(increase(elkvision_delivery_discarded_dead_letters_total[1h]))", "gone for room"))),
        Panel("Live", ((rate("elkvision_live_published_events_total"), "given"),
                       (rate("elkvision_live_skipped_events_total"), "left out"))),
    )),
    Row("Pipelines", (
        Panel("Pipelines", (("max by (state) (elkvision_pipelines)", "{{state}}"),)),
        Panel("Events in filters", ((rate("elkvision_pipeline_filter_events_total", "filter"), "{{filter}}"),)),
        Panel("Time of an event in a filter",
              ((f'{rate("elkvision_pipeline_filter_seconds_total", "filter")} / '
                f'({rate("elkvision_pipeline_filter_events_total", "filter")} > 0)', "{{filter}}"),), "s"),
        Panel("Failures", ((rate("elkvision_pipeline_filter_failures_total", "filter"), "{{filter}} failed"),
                           (rate("elkvision_pipeline_filter_timeouts_total", "filter"), "{{filter}} was stopped"))),
        Panel("Without their pipeline", ((rate("elkvision_pipeline_failed_events_total"), "a second"),)),
        Panel("Dropped", ((rate("elkvision_pipeline_dropped_events_total"), "a second"),)),
    )),
))  # fmt: skip

_STORE = "elkvision_store_request_duration_seconds"
STORE = Board("store", "store", "How the store answers, and what is around it.", (
    Row("As the product sees it", (
        Panel("Requests", ((rate(f"{_STORE}_count", "part, operation"), "{{part}} {{operation}}"),), "ops", wide=12),
        Panel("Time to answer, 95 %", (("operation:elkvision_store_request_duration_seconds:p95_5m",
                                        "{{part}} {{operation}}"),), "s", wide=12, red=5),
        Panel("Time to answer, half", ((quantile(50, _STORE, "operation"), "{{operation}}"),), "s"),
        Panel("Time to keep, 99 %", ((quantile(99, _STORE, "operation", 'part="delivery"'), "{{operation}}"),), "s"),
        Panel("Failures", ((or_none(rate("elkvision_store_failed_requests_total", "part, reason")),
                            "{{part}} {{reason}}"),), "ops"),
        Panel("Room on the disk", (("min by (instance) (elkvision_disk_free_bytes)", "{{instance}} free"),
                                   ("min by (instance) (elkvision_disk_size_bytes)", "{{instance}} all")), "bytes"),
        Panel("The embedded store's memory", (('process_resident_memory_bytes{part="store"}', "{{instance}}"),), "bytes",
              help="Empty where the store is one of your own."),
    )),
    Row("Elasticsearch (its exporter)", (
        Panel("Health", (('max by (color) (elasticsearch_cluster_health_status)', "{{color}}"),)),
        Panel("Heap", (('max by (name) (elasticsearch_jvm_memory_used_bytes{area="heap"} / '
                        'elasticsearch_jvm_memory_max_bytes{area="heap"})', "{{name}}"),), "percentunit", red=0.85),
        Panel("Indexed a second", (("sum by (name) (rate(elasticsearch_indices_indexing_index_total[$__rate_interval]))",
                                    "{{name}}"),)),
    )),
    Row("PostgreSQL and Redis (their exporters)", (
        Panel("Connections of PostgreSQL", (("sum by (datname) (pg_stat_activity_count)", "{{datname}}"),)),
        Panel("Transactions of PostgreSQL", (("sum by (datname) (rate(pg_stat_database_xact_commit[$__rate_interval]))",
                                              "{{datname}}"),), "ops"),
        Panel("Commands of Redis", (("sum(rate(redis_commands_processed_total[$__rate_interval]))", "a second"),), "ops"),
    )),
    Row("Redis, as the product sees it", (
        Panel("Memory", (("max(elkvision_bus_memory_bytes)", "used"),), "bytes"),
        Panel("Connections", (("max(elkvision_bus_connections)", "open"),)),
    )),
    Row("Machines (node exporter)", (
        Panel("CPU", (('sum by (instance) (rate(node_cpu_seconds_total{mode!="idle"}[$__rate_interval]))', "{{instance}}"),),
              "percentunit"),
        Panel("Memory left", (("node_memory_MemAvailable_bytes", "{{instance}}"),), "bytes"),
        Panel("Disks", (('min by (instance, mountpoint) (node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"} / '
                         "node_filesystem_size_bytes)", "{{instance}} {{mountpoint}}"),), "percentunit"),
    )),
))  # fmt: skip

ALERTS = Board("alerts", "alerts", "The product's own alert rules, their messages, and the alerts about the stack.", (
    Row("Rules", (
        Panel("Rules, by state", (("max by (state) (elkvision_alert_rules)", "{{state}}"),), stacked=True),
        Panel("Alerts that fire", (("max by (severity) (elkvision_alerts_firing)", "{{severity}}"),), stacked=True),
        Panel("Organisations that are watched", (("sum by (instance) (elkvision_alert_watched_organisations)",
                                                  "{{instance}}"),)),
        Panel("Windows looked at", ((rate("elkvision_alert_evaluations_total", "outcome"), "{{outcome}}"),), "ops"),
        Panel("Time of a look", ((quantile(50, "elkvision_alert_evaluation_duration_seconds"), "half"),
                                 (quantile(95, "elkvision_alert_evaluation_duration_seconds"), "95 %")), "s"),
        Panel("Overdue", (("max(elkvision_alert_evaluation_lag_seconds)", "the most overdue"),), "s", red=60),
    )),
    Row("Messages", (
        Panel("Waiting", (("max(elkvision_notifications_waiting)", "messages"),)),
        Panel("Oldest that waits", (("max(elkvision_notifications_oldest_age_seconds)", "age"),), "s", red=300),
        Panel("Attempts", ((rate("elkvision_notification_attempts_total", "kind, outcome"), "{{kind}} {{outcome}}"),), "ops"),
        Panel("Time of an attempt, 95 %", ((quantile(95, "elkvision_notification_attempt_duration_seconds", "kind"),
                                            "{{kind}}"),), "s"),
    )),
    Row("About the stack", (
        Panel("Firing", (('count by (alertname, severity) (ALERTS{alertstate="firing"}) or vector(0)',
                          "{{alertname}}"),), kind="table", wide=16, help="Each has a runbook in the documentation."),
        Panel("Prometheus' rules", (("max(prometheus_rule_group_last_duration_seconds)", "slowest group"),), "s"),
    )),
))  # fmt: skip

WEB = Board("web", "web", "Pages, API and sockets.", (
    Row("Requests", (
        Panel("By route", (("topk(10, sum by (route) (route:elkvision_http_requests:rate5m))", "{{route}}"),), "reqps", wide=12),
        Panel("By status", ((rate("elkvision_http_requests_total", "status"), "{{status}}"),), "reqps", wide=12, stacked=True),
        Panel("Time to answer, 95 %, by route",
              ((f"topk(10, {quantile(95, 'elkvision_http_request_duration_seconds', 'route')})", "{{route}}"),), "s", wide=12),
        Panel("Time to answer", ((quantile(50, "elkvision_http_request_duration_seconds"), "half"),
                                 (quantile(95, "elkvision_http_request_duration_seconds"), "95 %"),
                                 (quantile(99, "elkvision_http_request_duration_seconds"), "99 %")), "s", wide=12),
        Panel("Server errors", ((or_none(rate("elkvision_http_requests_total", "route", 'status=~"5.."')), "{{route}}"),),
              "reqps", red=0.1),
        Panel("Being answered", (("sum by (instance) (elkvision_http_requests_in_progress)", "{{instance}}"),)),
        Panel("CPU of web", (('sum by (instance) (part:process_cpu:rate5m{part="web"})', "{{instance}}"),), "percentunit"),
    )),
    Row("Questions about logs", (
        Panel("By kind", ((rate("elkvision_query_duration_seconds_count", "kind"), "{{kind}}"),), "ops", stacked=True),
        Panel("Time, 95 %", (("kind:elkvision_query_duration_seconds:p95_5m", "{{kind}}"),), "s", red=5),
        Panel("Refused", ((or_none(rate("elkvision_queries_refused_total", "kind, reason")), "{{kind}}: {{reason}}"),), "ops"),
        Panel("Seats", (("sum by (instance) (elkvision_queries_in_progress)", "{{instance}} taken"),
                        ("sum by (instance) (elkvision_query_seats)", "{{instance}} there are"))),
    )),
    Row("Sockets", (
        Panel("Open", (("sum by (path) (elkvision_websockets)", "{{path}}"),), stacked=True),
        Panel("Opened", ((rate("elkvision_websockets_opened_total", "path"), "{{path}}"),), "ops"),
        Panel("Messages sent", ((rate("elkvision_websocket_messages_total", "path"), "{{path}}"),), "ops"),
    )),
    Row("nginx (its exporter)", (
        Panel("Connections", (("sum(nginx_connections_active)", "open"),)),
        Panel("Requests", (("sum(rate(nginx_http_requests_total[$__rate_interval]))", "a second"),), "reqps"),
    )),
))  # fmt: skip

WORKERS = Board("workers", "workers", "Work that goes on behind.", (
    Row("Tasks", (
        Panel("Waiting", (("max by (queue) (elkvision_queue_tasks)", "{{queue}}"),), red=100),
        Panel("Ended, by how", ((rate("elkvision_tasks_total", "outcome"), "{{outcome}}"),), "ops", stacked=True),
        Panel("Running", (("sum by (instance) (elkvision_tasks_in_progress)", "{{instance}}"),)),
        Panel("By task", ((rate("elkvision_tasks_total", "task"), "{{task}}"),), "ops", wide=12),
        Panel("Time, 95 %", (("task:elkvision_task_duration_seconds:p95_5m", "{{task}}"),), "s", wide=12),
        Panel("Put into the queue by beat", ((rate("elkvision_beat_scheduled_tasks_total"), "a second"),), "ops"),
        Panel("Uploads that are not done", (("max(elkvision_uploads_unfinished)", "files"),)),
        Panel("Redis' memory", (("max(elkvision_bus_memory_bytes)", "used"),), "bytes"),
    )),
    Row("Processes", (
        *_PARTS,
        Panel("Running since", (('time() - process_start_time_seconds{part!=""}', "{{part}} {{instance}}"),), "s"),
        Panel("Versions", (("count by (part, version) (elkvision_build_info)", "{{part}} {{version}}"),)),
    )),
))  # fmt: skip

BOARDS: Final = (OVERVIEW, INGEST, STORE, ALERTS, WEB, WORKERS)
