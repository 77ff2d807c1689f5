"""The files that Prometheus, Alertmanager and Grafana read are what these programs want, and speak of what is there."""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
from tests.watching import queries
from tests.watching.queries import PROMETHEUS, ROOT, Query
from tools.grafana.making import written

from elkvision.core.metrics.page import page

register_default_plugins()

ALERTMANAGER = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
GRAFANA = ROOT / "deploy" / "grafana"
#: What those who watch tell of themselves.
OTHERS = {"up", "ALERTS", "prometheus_rule_group_last_duration_seconds"}


def run(*words: str | Path) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_promtool_reads_the_configuration() -> None:
    run("promtool", "check", "config", PROMETHEUS / "prometheus.yml")


def test_promtool_reads_the_rules() -> None:
    run("promtool", "check", "rules", *sorted((PROMETHEUS / "rules").glob("*.yml")))


def test_the_rules_pass_their_tests() -> None:
    run("promtool", "test", "rules", *sorted((PROMETHEUS / "tests").glob("*.yml")))


def test_each_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    tests = [
        (case["alertname"], bool(case["exp_alerts"]))
        for file in (PROMETHEUS / "tests").glob("*.yml")
        for test in yaml.safe_load(file.read_text())["tests"]
        for case in test.get("alert_rule_test", ())
    ]
    assert set(tests) == {(rule["alert"], fires) for rule in queries.alerts() for fires in (True, False)}


def test_each_recording_has_a_test() -> None:
    tests = [
        name
        for file in (PROMETHEUS / "tests").glob("*.yml")
        for test in yaml.safe_load(file.read_text())["tests"]
        for case in test.get("promql_expr_test", ())
        for name in Query("", case["expr"]).names
    ]
    assert set(tests) == {query.where for query in queries.recorded()}


@pytest.mark.parametrize("rule", queries.alerts(), ids=lambda rule: rule["alert"])
def test_each_alert_has_a_page_that_says_what_to_do(rule: dict[str, Any]) -> None:
    name = rule["alert"]
    assert rule["annotations"]["runbook_url"] == f"{{{{ $externalLabels.docs }}}}/runbooks/{name}/"
    assert rule["labels"]["severity"] in {"critical", "warning"}
    page = (ROOT / "docs" / "runbooks" / f"{name}.md").read_text()
    assert page.startswith(f"# {name}\n")
    assert re.findall(r"^## (.*)$", page, re.M) == ["What it means", "How to see it", "What to do"]
    assert name in (ROOT / "docs" / "runbooks" / "README.md").read_text()


def test_there_is_no_page_without_its_alert() -> None:
    pages = {page.stem for page in (ROOT / "docs" / "runbooks").glob("*.md")} - {"README"}
    assert pages == {rule["alert"] for rule in queries.alerts()}


def test_runbooks_speak_of_numbers_that_there_are() -> None:
    pages = [*(ROOT / "docs" / "runbooks").glob("*.md"), ROOT / "docs" / "how-to" / "watch-it.md"]
    spoken = {name for page in pages for name in re.findall(r"\b(?:\w+:)?elkvision_\w+(?::\w+)?", page.read_text())}
    assert len(spoken) > 30
    assert spoken - queries.told() - {each.where for each in queries.recorded()} == set()


@pytest.mark.parametrize(
    "query",
    [*queries.recorded(), *queries.alerting(), *queries.on_dashboards()],
    ids=lambda query: query.where,
)
def test_a_query_asks_for_what_is_told(query: Query) -> None:
    known = queries.told() | {each.where for each in queries.recorded()} | OTHERS
    missing = {
        name for name in query.names - known if not any(name.startswith(each) for each in queries.NEED_EXPORTERS)
    }
    assert query.names
    assert missing == set()


def test_everything_that_is_told_is_on_a_dashboard_or_in_an_alert() -> None:
    """Otherwise nobody would look at it."""
    asked = {
        name for query in [*queries.recorded(), *queries.alerting(), *queries.on_dashboards()] for name in query.names
    }
    asked = {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked}
    told = {re.sub(r"_(bucket|sum|count)$", "", name) for name in queries.told()}
    assert told - asked == set()


def test_the_dashboards_are_those_that_are_made() -> None:
    assert {path: path.read_text() for path in queries.DASHBOARDS} == written(), "run: python -m tools.grafana"


@pytest.mark.parametrize("path", queries.DASHBOARDS, ids=lambda path: path.stem)
def test_grafanas_own_reader_knows_every_field_of_a_dashboard(path: Path) -> None:
    """What it does not know it would leave out when it writes the dashboard again."""
    raw = json.loads(path.read_text())
    assert unknown(raw, json.loads(json.dumps(Dashboard.from_json(raw), cls=JSONEncoder))) == []


def unknown(given: Any, read: Any, where: str = "") -> list[str]:
    if isinstance(given, dict):
        return [each for name in given for each in unknown(given[name], (read or {}).get(name), f"{where}.{name}")]
    if isinstance(given, list):
        pairs = zip(given, read, strict=True)
        return [each for place, (one, other) in enumerate(pairs) for each in unknown(one, other, f"{where}[{place}]")]
    return [] if given == read else [f"{where}: {given!r} was read as {read!r}"]


def test_dashboards_have_names_of_their_own_and_sources_that_there_are() -> None:
    sources = yaml.safe_load((GRAFANA / "provisioning/datasources/elkvision.yml").read_text())["datasources"]
    known = {source["uid"]: source["type"] for source in sources}
    boards = [json.loads(path.read_text()) for path in queries.DASHBOARDS]
    assert Counter(board["uid"] for board in boards).most_common(1)[0][1] == 1
    assert len(boards) == 6
    for board in boards:
        ids = [panel["id"] for panel in board["panels"]]
        assert len(set(ids)) == len(ids)
        for source in (
            each["datasource"]
            for panel in board["panels"]
            for each in (panel, *panel.get("targets", ()))
            if "datasource" in each
        ):
            assert known[source["uid"]] == source["type"]
    provider = yaml.safe_load((GRAFANA / "provisioning/dashboards/elkvision.yml").read_text())["providers"][0]
    assert provider["options"]["path"] == "/var/lib/grafana/dashboards"


def test_the_page_of_all_metrics_is_made_of_the_code() -> None:
    written = (ROOT / "docs" / "reference" / "metrics.md").read_text()
    assert written == page(), "run: python -m elkvision.core.metrics.page > docs/reference/metrics.md"


def test_amtool_reads_the_routes() -> None:
    run("amtool", "check-config", ALERTMANAGER)


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        ("alertname=ElkVisionDeadLetters severity=warning", "elkvision"),
        ("alertname=ElkVisionHttpFails severity=critical", "elkvision"),
        ("alertname=ElkVisionDown severity=critical", "others,elkvision"),
        ("alertname=checkout severity=critical organisation=acme", "others"),
        ("alertname=SomethingElse", "elkvision"),
    ],
)
def test_who_is_told_of_what(labels: str, receivers: str) -> None:
    told = run("amtool", "config", "routes", "test", f"--config.file={ALERTMANAGER}", *labels.split())
    assert told.strip() == receivers
