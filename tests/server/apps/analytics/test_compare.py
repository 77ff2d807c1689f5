"""What tells some lines from others."""

from tests.server.conftest import Caller, Logs


def test_the_value_that_the_errors_share_comes_first(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", *["fine"] * 300, level="info", service="shop", host="a", attributes={"version": "1.0"})
    store_logs.add("acme", *["fine"] * 20, level="info", service="shop", host="b", attributes={"version": "1.1"})
    store_logs.add("acme", *["broken"] * 90, level="error", service="shop", host="a", attributes={"version": "1.1"})
    store_logs.add("acme", *["broken"] * 10, level="error", service="shop", host="b", attributes={"version": "1.0"})
    store_logs.add("globex", *["broken"] * 50, level="error", attributes={"version": "9"})
    body = alice.get("/analytics/compare/", q="level:error").json()
    assert (body["ours"], body["theirs"]) == (100, 320)
    first = body["results"][0]
    assert (first["field"], first["value"]) == ("version", "1.1")
    assert (first["ours"], first["theirs"]) == (90, 20)
    assert first["score"] > 0.5
    assert alice.get("/logs/count/", q=f"level:error {first['include']}").json()["count"] == 90
    assert alice.get("/logs/count/", q=f"level:error {first['exclude']}").json()["count"] == 10
    assert not {each["field"] for each in body["results"]} & {"level", "service", "id"}
    assert {each["field"]: each["reason"] for each in body["left_out"]} == {"level": "the queries differ in it"}


def test_two_ranges_of_one_query_are_compared(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", *["get"] * 100, service="shop", level="info", ago_s=7200)
    store_logs.add("acme", *["get"] * 100, service="shop", level="info", ago_s=60)
    store_logs.add("acme", *["boom"] * 100, service="cart", level="error", ago_s=60)
    body = alice.get("/analytics/compare/", from_="now-1h", other_from="now-3h", other_to="now-1h").json()
    assert (body["ours"], body["theirs"]) == (200, 100)
    assert {(each["field"], each["value"]): each["score"] > 0 for each in body["results"]} == {
        ("level", "error"): True,
        ("level", "info"): False,
        ("service", "cart"): True,
        ("service", "shop"): False,
    }


def test_lines_without_a_field_are_a_value_too(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", *["a"] * 100, level="info", host="h")
    store_logs.add("acme", *["b"] * 100, level="error")
    body = alice.get("/analytics/compare/", q="level:error").json()
    lacking = next(each for each in body["results"] if each["field"] == "host" and each["value"] is None)
    assert lacking["score"] > 0.5
    assert alice.get("/logs/count/", q=lacking["include"]).json()["count"] == 100


def test_of_nothing_there_is_nothing_to_say(alice: Caller) -> None:
    body = alice.get("/analytics/compare/", q="level:error").json()
    assert (body["ours"], body["theirs"], body["results"]) == (0, 0, [])


def test_a_query_that_cannot_be_read_says_where(alice: Caller) -> None:
    answer = alice.get("/analytics/compare/", q="level:(")
    assert answer.status_code == 400
    assert "column" in answer.json()["error"]
