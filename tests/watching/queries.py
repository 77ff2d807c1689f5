"""Every question that our files put to Prometheus, and the names in it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from elkvision.core.metrics import catalogue

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))

#: The one place that says what cannot be asked here, and why. All of it speaks of programs of others, whose exporters
#: are no packages of this distribution or need a program that no test of the product's own starts.
NEED_EXPORTERS = {
    "elasticsearch_": "elasticsearch_exporter is in no package; Compose brings it",
    "pg_": "postgres_exporter needs a PostgreSQL, which the embedded product has not",
    "redis_": "redis_exporter needs a Redis of one's own; the product's own Valkey is on a private socket",
    "nginx_": "nginx-prometheus-exporter is in no package; Compose brings it",
    "node_": "node_exporter looks at the machine, of which the product knows nothing",
}

_WORDS = {"by", "without", "on", "ignoring", "group_left", "group_right", "or", "and", "unless", "bool", "offset"}


@dataclass(frozen=True)
class Query:
    """`where` is for people."""

    where: str
    expression: str

    @property
    def names(self) -> set[str]:
        """The metrics that it looks at."""
        text = re.sub(r'"(?:[^"\\]|\\.)*"', "", self.expression)
        text = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", text)
        text = re.sub(r"\b(by|without|on|ignoring)\s*\([^)]*\)", "", text)
        found = re.findall(r"(?<![\w.])([a-zA-Z_:][\w:]*)\b(?!\s*\()", text)
        return {name for name in found if name not in _WORDS}

    @property
    def needs(self) -> str:
        """Why it cannot be asked here; empty when it can."""
        reasons = (NEED_EXPORTERS[start] for name in self.names for start in NEED_EXPORTERS if name.startswith(start))
        return next(reasons, "")

    def as_prometheus_asks(self, interval: str = "1m") -> str:
        """With what Grafana would put in place of its own words."""
        return self.expression.replace("$__rate_interval", interval)


@cache
def rules() -> list[dict[str, Any]]:
    files = sorted((PROMETHEUS / "rules").glob("*.yml"))
    return [rule for file in files for group in yaml.safe_load(file.read_text())["groups"] for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for rule in rules() if "alert" in rule]


def recorded() -> list[Query]:
    return [Query(rule["record"], rule["expr"]) for rule in rules() if "record" in rule]


def alerting() -> list[Query]:
    return [Query(rule["alert"], rule["expr"]) for rule in alerts()]


def panels() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in DASHBOARDS:
        for panel in json.loads(file.read_text())["panels"]:
            for target in panel.get("targets", ()):
                yield f"{file.stem}: {panel['title']}", target


def on_dashboards(kind: str = "prometheus") -> list[Query]:
    return [Query(where, target["expr"]) for where, target in panels() if target["datasource"]["type"] == kind]


@cache
def told() -> set[str]:
    """All names that the product tells, with those that a histogram is made of."""
    found = set()
    for families in catalogue.by_part().values():
        for family in families:
            endings = ("_bucket", "_sum", "_count") if family.kind == "histogram" else ("",)
            found |= {family.name + ending for ending in endings}
    return found
