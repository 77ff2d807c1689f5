"""What Kibana is given to look at our indices, and the file that it imports."""

import json
from pathlib import Path
from typing import Any, Final

from tools.kibana.objects import Board, Chart, Search, data_view

FILE: Final = Path(__file__).resolve().parents[2] / "deploy" / "kibana" / "elkvision.ndjson"
#: The indices of the prefix `logs`; with another one, change it in Kibana or here.
PATTERN: Final = "logs-*"

_COLUMNS: Final = ("level", "service", "host", "message")
_BAD: Final = "level: (error or critical)"

ALL = Search("all", "ELK Vision: all logs", "", _COLUMNS)
ERRORS = Search("errors", "ELK Vision: errors", _BAD, _COLUMNS)
TRACED = Search("traced", "ELK Vision: logs of traces", "trace_id: *", ("trace_id", "span_id", *_COLUMNS))

VOLUME = Chart("volume", "Logs by level", "histogram", over_time=True, by="level")
LEVELS = Chart("levels", "Levels", "pie", by="level")
SERVICES = Chart("services", "Busiest services", "table", by="service")
HOSTS = Chart("hosts", "Busiest hosts", "table", by="host")
BAD = Chart("errors", "Errors by service", "histogram", over_time=True, by="service", query=_BAD)
BAD_SERVICES = Chart("error-services", "Services with errors", "table", by="service", query=_BAD)
COUNT = Chart("count", "Logs", "metric")
BAD_COUNT = Chart("error-count", "Errors", "metric", query=_BAD)
INPUTS = Chart("inputs", "Where logs come in", "pie", by="input")
TENANTS = Chart("tenants", "Organisations", "table", by="tenant_id")

SEARCHES: Final = (ALL, ERRORS, TRACED)
CHARTS: Final = (VOLUME, LEVELS, SERVICES, HOSTS, BAD, BAD_SERVICES, COUNT, BAD_COUNT, INPUTS, TENANTS)
BOARDS: Final = (
    Board("overview", "ELK Vision: overview", ((COUNT, BAD_COUNT, LEVELS), (VOLUME,), (SERVICES, HOSTS, INPUTS))),
    Board("errors", "ELK Vision: errors", ((BAD_COUNT, BAD_SERVICES), (BAD,), (ERRORS,))),
    Board("organisations", "ELK Vision: organisations", ((TENANTS, INPUTS), (VOLUME,))),
)


def objects() -> list[dict[str, Any]]:
    """Every object, each after those it refers to."""
    return [data_view(PATTERN), *(each.json() for each in (*SEARCHES, *CHARTS, *BOARDS))]


def text() -> str:
    return "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in objects())


def main() -> int:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text())
    print(FILE)
    return 0
