"""Panels that are asked together answer as each of them would alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.server.conftest import Caller, Logs
from tests.server.panels.conftest import data

from elkvision.core.query import parse
from elkvision.server.apps.logs import selectors as logs
from elkvision.server.panels.together import together
from elkvision.store.contract import Ask, Measure, Span

PANELS: list[dict[str, Any]] = [
    {"kind": "number"},
    {"kind": "number", "series": [{"q": "level:error", "of": ""}]},
    {"kind": "number", "series": [{"q": "service:web NOT level:error"}]},
    {"kind": "number", "series": [{"q": "done"}, {"measure": {"kind": "average", "field": "duration_ms"}}]},
    {"kind": "line", "series": [{"q": "level:error"}]},
    {"kind": "area", "groups": ["service"]},
    {"kind": "bar", "groups": ["service"], "series": [{"q": "level:error"}]},
    {"kind": "pie", "groups": ["service"]},
    {"kind": "top", "groups": ["service"]},
    {"kind": "table", "groups": ["service"], "series": [{}, {"q": "level:error"}, {"q": "level:error", "of": ""}]},
    {"kind": "heatmap"},
    {"kind": "logs", "limit": 3},
]


def test_each_panel_answers_as_it_would_alone(alice: Caller, web_logs: Logs) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    times = {"from_": (now - timedelta(hours=1)).isoformat(), "to": now.isoformat()}
    found = data(alice, *PANELS, **times)
    for panel, with_others in zip(PANELS, found, strict=True):
        (alone,) = data(alice, panel, **times)
        for each in (alone, with_others):
            each.pop("elapsed_ms")
        assert with_others == alone, panel


def test_what_looks_at_the_same_logs_is_one_ask() -> None:
    joint, _ = together([_ask("level:error"), _ask(""), _ask("service:web"), _ask("", Measure("sum", "n"))])
    assert len(joint) == 1
    assert [str(each.query) for each in joint[0].measures] == ["level:error", "None", "service:web", "None"]


def test_a_text_is_looked_for_on_its_own_where_an_index_finds_it() -> None:
    joint, parts = together([_ask(""), _ask("checkout"), _ask("duration_ms:>5"), _ask("checkout", Measure("sum", "n"))])
    assert [ask.span.query.text for ask in joint] == ["", "checkout", "duration_ms:>5"]
    assert [part.joint for part in parts] == [0, 1, 2, 1]


def test_groups_are_chosen_by_their_own_number() -> None:
    by_sum = _ask("", Measure("sum", "n"), groups=["service"], limit=1)
    by_count = _ask("", Measure(), groups=["service"], limit=1)
    joint, _ = together(
        [by_sum, by_count, by_sum, _ask("", Measure(), Measure("sum", "n"), groups=["service"], limit=1)]
    )
    assert [len(ask.measures) for ask in joint] == [1, 2]


def test_a_store_that_is_away_is_said_in_each_panel(alice: Caller, monkeypatch: Any) -> None:
    from elkvision.core.errors import Unavailable

    def away(*_: object) -> None:
        raise Unavailable("The store is away.")

    monkeypatch.setattr(logs.store(), "aggregate", away)
    text, line, pie = data(
        alice, {"kind": "text", "markdown": "x"}, {"kind": "line"}, {"kind": "pie", "groups": ["service"]}
    )
    assert text["error"] is None
    assert line["error"] == pie["error"] == {"code": "unavailable", "message": "The store is away."}


def _ask(q: str, *measures: Measure, **more: Any) -> Ask:
    end = datetime(2026, 11, 23, tzinfo=UTC)
    return Ask(Span(parse(q), end - timedelta(hours=1), end), measures or (Measure(),), **more)
