"""Servers that ours in tests is not: with API keys, with `match_only_text`, too old, of another product. All fakes."""

from collections.abc import Iterator

import pytest
from tests.fakes.elasticsearch import Fake, running
from tests.store.elasticsearch.cases import batch, named

from elkvision.core.errors import Overloaded, Unavailable
from elkvision.store.contract import LogStore
from elkvision.store.engines.elasticsearch import failures, writing
from elkvision.store.registry import open_store

KEY, ENCODED = "VuaCfGcBCdbkQm:ui2lp2axTNmsyakw9tvNnw", "VnVhQ2ZHY0JDZGJrUW06dWkybHAyYXhUTm1zeWFrdzl0dk5udw=="


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 1.0)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running(Fake()) as fake:
        yield fake


def opened(fake: Fake, options: str = "") -> LogStore:
    return open_store(f"elasticsearch+http://127.0.0.1:{fake.port}/acme{options}")


def test_an_api_key_is_what_is_shown(fake: Fake) -> None:
    fake.key = KEY
    store = opened(fake, f"?api_key={ENCODED}")

    assert list(store.append(batch(*named(3)))) == []

    assert sorted(each["message"] for each in fake.documents.values()) == list(named(3))
    assert store.health().status == "green"


def test_an_api_key_may_be_in_the_environment(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.key = KEY
    monkeypatch.setenv("ELKVISION_STORE_API_KEY", ENCODED)

    assert list(opened(fake).append(batch("hello"))) == []


def test_an_api_key_that_has_expired_is_told(fake: Fake) -> None:
    fake.key = "another:key"
    store = opened(fake, f"?api_key={ENCODED}")

    with pytest.raises(Unavailable) as failed:
        store.append(batch("hello"))

    said = store.health()
    assert (said.status, said.reason) == (
        "red",
        f"Elasticsearch at 127.0.0.1:{fake.port} does not accept our password or API key: it is wrong or has expired; "
        "mend it in ELKVISION_STORE.",
    )
    assert said.reason.startswith(failed.value.message)
    assert ENCODED not in f"{failed.value!r}{said}"


def test_an_api_key_without_a_right_is_told_which(fake: Fake) -> None:
    fake.key, fake.lacking = KEY, ("write", "manage_index_templates")

    said = opened(fake, f"?api_key={ENCODED}").health()

    assert (said.status, said.reason) == (
        "red",
        '"shipper" lacks rights on acme-*: manage_index_templates, write. Grant them.',
    )


@pytest.mark.parametrize(("types", "expected"), [(("match_only_text",), "match_only_text"), ((), "text")])
def test_messages_are_for_other_tools_as_well_where_the_server_can(
    fake: Fake, types: tuple[str, ...], expected: str
) -> None:
    fake.types = types
    opened(fake).append(batch("hello"))

    (template,) = fake.templates.values()
    assert template["template"]["mappings"]["properties"]["message"]["type"] == expected


def test_another_product_takes_no_log_and_is_named_for_what_it_is_not(fake: Fake) -> None:
    fake.product = ""
    store = opened(fake)

    with pytest.raises(Unavailable) as failed:
        store.append(batch("hello"))

    assert failed.value.message == (
        f"What answers at 127.0.0.1:{fake.port} is not Elasticsearch: its answers lack X-Elastic-Product"
    )
    said = store.health()
    assert said.status == "red"
    assert said.reason.startswith(failed.value.message)
    assert fake.documents == {}


@pytest.mark.parametrize(
    ("version", "status"), [("8.10.4", "red"), ("7.17.0", "red"), ("8.11.0", "green"), ("9.1.0", "green")]
)
def test_a_version_that_is_too_old_is_told(fake: Fake, version: str, status: str) -> None:
    fake.version = version

    said = opened(fake).health()

    assert said.status == status
    if status == "red":
        assert said.reason == (
            f"Elasticsearch {version} on node-0 is too old: ELK Vision needs 8.11 or newer. Upgrade it."
        )


def test_an_answer_that_nobody_knows_is_told_and_breaks_nothing(fake: Fake) -> None:
    fake.version = "the newest"

    said = opened(fake).health()

    assert (said.status, said.reason.partition(" (")[0]) == (
        "yellow",
        "Elasticsearch says how it is in a way that ELK Vision does not know",
    )


def test_a_node_that_has_too_much_to_do_gets_the_same_again(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 15.0)
    fake.no = [(429, "es_rejected_execution_exception", "rejected execution of coordinating operation")] * 3

    assert list(opened(fake).append(batch(*named(3)))) == []

    assert len(fake.documents) == 3


def test_a_node_that_always_has_too_much_to_do_is_told(fake: Fake) -> None:
    fake.no = [(429, "es_rejected_execution_exception", "rejected execution of coordinating operation")] * 50

    with pytest.raises(Overloaded, match="has more to do than it can"):
        opened(fake).append(batch("hello"))


def test_a_proxys_page_is_no_answer(fake: Fake) -> None:
    fake.no = [(502, "", "")] * 50
    store = opened(fake)

    with pytest.raises(Unavailable, match="cannot do it now"):
        store.append(batch("hello"))
    assert fake.documents == {}


NGINX = b"<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>too large</body></html>"


@pytest.mark.parametrize("page", [b"", NGINX], ids=["Elasticsearch's own", "a proxy's"])
def test_what_is_larger_than_a_request_may_be_is_handed_in_by_halves(fake: Fake, page: bytes) -> None:
    fake.largest, fake.page = 20_000, page

    refused = opened(fake).append(batch(*named(100, "small"), "x" * 30_000))

    assert [(each.index, each.reason) for each in refused] == [
        (100, "Elasticsearch does not take it: it is larger than a request may be")
    ]
    assert sorted(each["message"] for each in fake.documents.values()) == sorted(named(100, "small"))


def test_a_web_server_that_is_no_elasticsearch_is_told_by_its_own_words() -> None:
    page = "<html><head><title>Not found</title>\n<style>p { color: red }</style></head>\n <p>No such\n page</p></html>"

    said = failures.not_as_elasticsearch(404, page, "es:9200")

    assert (said.message, said.hint) == (
        "es:9200 answers 404, and not as Elasticsearch does: No such page",
        "look at the address in ELKVISION_STORE and at a proxy on the way",
    )
