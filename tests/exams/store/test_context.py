"""The lines around a line."""

from datetime import timedelta

from tests.exams.store.making import TEN, event, keep, messages

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore

SECOND = timedelta(seconds=1)


def test_context_has_the_lines_before_and_after_oldest_first(store: LogStore, acme: TenantId) -> None:
    made = [event(acme, str(n), at=TEN + n * SECOND, host="web-1") for n in range(20)]
    keep(store, *made)
    found = store.context(acme, made[10]["id"], before=3, after=2)
    assert found is not None
    assert messages(found.before) == ["7", "8", "9"]
    assert found.event == made[10]
    assert messages(found.after) == ["11", "12"]


def test_lines_of_the_same_moment_are_told_apart(store: LogStore, acme: TenantId) -> None:
    made = [event(acme, str(n)) for n in range(9)]
    keep(store, *made)
    found = store.context(acme, made[4]["id"], before=10, after=10)
    assert found is not None
    assert messages(found.before) == ["0", "1", "2", "3"]
    assert messages(found.after) == ["5", "6", "7", "8"]


def test_context_keeps_to_the_same_source_host_and_service(store: LogStore, acme: TenantId) -> None:
    line = event(acme, "line", at=TEN + SECOND, host="web-1", service="api", source="a.log")
    near = [
        event(acme, "alike", host="web-1", service="api", source="a.log"),
        event(acme, "other host", host="web-2", service="api", source="a.log"),
        event(acme, "other source", host="web-1", service="api", source="b.log"),
        event(acme, "no service", host="web-1", source="a.log"),
    ]
    keep(store, line, *near)
    found = store.context(acme, line["id"])
    assert found is not None
    assert messages(found.before) == ["alike"]
    wider = store.context(acme, line["id"], same=())
    assert wider is not None
    assert len(wider.before) == 4
    by_host = store.context(acme, line["id"], same=("host",))
    assert by_host is not None
    assert messages(by_host.before) == ["alike", "other source", "no service"]


def test_what_the_line_lacks_its_neighbours_lack_too(store: LogStore, acme: TenantId) -> None:
    line = event(acme, "line", at=TEN + SECOND)
    keep(store, line, event(acme, "bare"), event(acme, "from a host", host="web-1"))
    found = store.context(acme, line["id"])
    assert found is not None
    assert messages(found.before) == ["bare"]


def test_an_unknown_line_has_no_context(store: LogStore, acme: TenantId) -> None:
    assert store.context(acme, "f" * 32) is None


def test_none_before_and_none_after_leave_the_line_alone(store: LogStore, acme: TenantId) -> None:
    made = [event(acme, str(n)) for n in range(3)]
    keep(store, *made)
    found = store.context(acme, made[1]["id"], before=0, after=0)
    assert found is not None
    assert (list(found.before), found.event["message"], list(found.after)) == ([], "1", [])


def test_any_field_may_be_the_same_and_its_case_and_type_count(store: LogStore, acme: TenantId) -> None:
    line = event(acme, "line", at=TEN + SECOND, host="Web", attributes={"user": {"id": 7}, "job": ["a", "b"]})
    keep(
        store,
        line,
        event(acme, "alike", host="Web", attributes={"user.id": 7, "job": ["a", "b"]}),
        event(acme, "other case", host="web", attributes={"user": {"id": 7}, "job": ["a", "b"]}),
        event(acme, "text", host="Web", attributes={"user": {"id": "7"}, "job": ["a", "b"]}),
        event(acme, "other list", host="Web", attributes={"user": {"id": 7}, "job": ["a"]}),
        event(acme, "none", host="Web"),
    )
    found = store.context(acme, line["id"], same=("host", "user.id", "job"))
    assert found is not None
    assert (messages(found.before), messages(found.after)) == (["alike"], [])
    nowhere = store.context(acme, line["id"], same=("nowhere",))
    assert nowhere is not None
    assert len(nowhere.before) == 5
