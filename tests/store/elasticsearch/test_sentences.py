"""What is said of each failure, by what Elasticsearch and its client were seen to answer; and that the how-to explains it."""

import re
from pathlib import Path

import pytest
from elastic_transport import ConnectionError as NotReached
from elastic_transport import ConnectionTimeout, SerializationError, TlsError, TransportError

from elkvision.core.errors import Overloaded
from elkvision.store.engines.elasticsearch import failures, health, unassigned

AT = "es-1:9200"
FLOOD = (
    "index [logs-2026.11.23] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has "
    "read-only-allow-delete block; for more information, see https://www.elastic.co/fix-watermark-errors.html];"
)
SHARDS = (
    "Validation Failed: 1: this action would add [2] shards, but this cluster currently has [7]/[3] maximum normal shards "
    "open; for more information, see https://www.elastic.co/size-your-shards.html;"
)


@pytest.mark.parametrize(
    ("status", "kind", "reason", "said"),
    [
        (429, "cluster_block_exception", FLOOD, "Elasticsearch writes nothing into logs-2026.11.23: the disk of a node"),
        (400, "validation_exception", SHARDS, "The cluster is at its limit of shards (7 of 3) and makes no new index"),
        (503, "master_not_discovered_exception", "", "The cluster has no master: more than half"),
        (503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/2/no master];", "The cluster has no master"),
        (
            503,
            "cluster_block_exception",
            "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];",
            "The cluster is starting",
        ),
        (
            503,
            "unavailable_shards_exception",
            "[logs-2026.11.23][0] primary shard is not active Timeout: [5s], request: [BulkShardRequest]",
            "A shard of logs-2026.11.23 is away: no node that is up has its data",
        ),
        (
            403,
            "security_exception",
            "action [indices:data/write/bulk] is unauthorized for user [bob] with effective roles [reader] on indices "
            "[logs-2026.11.23], this action is granted by the index privileges [create_doc,create,write,all]",
            f'Elasticsearch at {AT} does not let "bob" do indices:data/write/bulk on logs-2026.11.23',
        ),
        (403, "cluster_block_exception", "index [logs-2026.11.23] blocked by: [FORBIDDEN/8/index write (api)];", "Elasticsearch does not write into logs-2026.11.23"),
        (400, "index_closed_exception", "closed", "Elasticsearch does not write into our indices: closed"),
    ],
)  # fmt: skip
def test_what_the_cluster_has_to_have_mended_waits_and_is_told(status: int, kind: str, reason: str, said: str) -> None:
    error = failures.answered(status, kind, reason, AT)

    assert error is not None
    assert error.message.startswith(said)
    assert "http" not in error.message
    assert failures.of_item(status, kind) in {"blocked", "again"}


def test_what_a_busy_node_says_is_overloaded() -> None:
    busy = failures.answered(429, "es_rejected_execution_exception", "rejected execution of primary operation", AT)
    full = failures.answered(429, "circuit_breaking_exception", "[parent] Data too large", AT)

    assert isinstance(busy, Overloaded)
    assert isinstance(full, Overloaded)


@pytest.mark.parametrize(
    ("status", "kind", "fate"),
    [
        (201, "", "there"),
        (409, "version_conflict_engine_exception", "there"),
        (429, "es_rejected_execution_exception", "again"),
        (429, "cluster_block_exception", "blocked"),
        (503, "unavailable_shards_exception", "again"),
        (500, "something_new_exception", "again"),
        (400, "document_parsing_exception", "refused"),
        (400, "mapper_parsing_exception", "refused"),
        (400, "validation_exception", "blocked"),
        (403, "security_exception", "blocked"),
        (404, "index_not_found_exception", "blocked"),
        (0, "", "blocked"),
        (400, "something_new_exception", "blocked"),
        (409, "something_new_exception", "blocked"),
    ],
)
def test_only_an_event_that_cannot_be_kept_is_refused_and_nothing_unknown_is_taken_as_kept(
    status: int, kind: str, fate: str
) -> None:
    assert failures.of_item(status, kind) == fate


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TlsError("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"), f"{AT} does not speak TLS"),
        (
            TlsError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)"),
            f"The certificate of {AT} is not trusted: certificate has expired",
        ),
        (TlsError('Fingerprints did not match. Expected "aa", got "bb".'), f"The certificate of {AT} has another finger"),
        (ConnectionTimeout("Connection timed out during request"), f"Elasticsearch at {AT} does not answer in time"),
        (
            NotReached("HTTPConnection(host='x', port=1): Failed to resolve 'x' ([Errno -2] Name or service not known)"),
            'No host is called "x"',
        ),
        (NotReached("('Connection broken: IncompleteRead(10 bytes read)')"), f"A node of {AT} went away in the middle"),
        (NotReached("('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))"), f"{AT} closed the connection without an answer"),
        (NotReached("Failed to establish a new connection: [Errno 111] Connection refused"), f"Elasticsearch at {AT} cannot be reached: connection refused"),
        (SerializationError("Unable to deserialize as JSON"), f"An answer from {AT} ended in the middle"),
        (TransportError("something new"), f"Elasticsearch at {AT} does not answer: something new"),
    ],
)  # fmt: skip
def test_why_there_is_no_answer_is_told(error: TransportError, said: str) -> None:
    assert failures.unanswered(error, AT).message.startswith(said)


def test_the_how_to_explains_what_is_said_and_nothing_that_is_not() -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "run-on-elasticsearch.md"
    table = page.read_text().partition("| it says |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ([^|]+) \|", table, re.M)[1:]
    sources = "".join(Path(str(module.__file__)).read_text() for module in (failures, health, unassigned))
    known = set(re.findall(r"[\w.=?-]+", sources))
    missing = [(row, word) for row in rows for word in re.findall(r"[\w=?-]+", row) if not ({word, f"{word}."} & known)]
    assert len(rows) > 20
    assert missing == []
