"""From a line on a socket to an answer: what the README promises, through the product's own doors."""

import collections
import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from benchmarks.product import Product, csrf, running

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ELKVISION_SHARED_DATA", ROOT.parent / "shared" / "data"))
ELKVISION = Path(sys.executable).parent / "elkvision"
EVER = {"from": "2000-01-01T00:00:00Z", "to": "now+2d"}
LEVELS = {"D": "debug", "V": "trace", "I": "info", "W": "warning", "E": "error", "F": "critical"}


@pytest.fixture(scope="module", params=["clickhouse", "elasticsearch"])
def product(request: pytest.FixtureRequest) -> Iterator[Product]:
    store = request.getfixturevalue("elasticsearch_url") if request.param == "elasticsearch" else ""
    with running(store) as product:
        yield product


@pytest.fixture(scope="module")
def alice(product: Product) -> httpx.Client:
    return product.owner()


def found(alice: httpx.Client, query: str) -> int:
    answer = alice.get("/logs/count/", params={"q": query, **EVER})
    answer.raise_for_status()
    return int(answer.json()["count"])


def by_level(alice: httpx.Client, query: str) -> dict[str, int]:
    answer = alice.get("/logs/values/", params={"q": query, "field": "level", "limit": 20, **EVER})
    answer.raise_for_status()
    return {each["value"]: each["count"] for each in answer.json()["results"]}


def wait_for(alice: httpx.Client, query: str, count: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while (seen := found(alice, query)) < count and time.monotonic() < until:
        time.sleep(0.2)
    assert seen == count


def run(product: Product, *words: str, stdin: bytes = b"") -> str:
    answer = subprocess.run([ELKVISION, *words], input=stdin, capture_output=True, timeout=120)
    assert answer.returncode == 0, answer.stderr.decode()
    return answer.stdout.decode()


def test_a_line_sent_with_nc_is_found(product: Product, alice: httpx.Client) -> None:
    line = b'{"level":"warn","service":"nc-test","message":"hello from a socket","order":4711}\n'
    subprocess.run(["nc", "-q1", "127.0.0.1", str(product.ports["tcp"])], input=line, check=True, timeout=20)
    wait_for(alice, "service:nc-test", 1)
    (event,) = alice.get("/logs/search/", params={"q": "order:4711", **EVER}).json()["results"]
    assert (event["level"], event["message"], event["attributes"]) == (
        "warning",
        "hello from a socket",
        {"order": 4711},
    )


def test_http_answers_once_it_is_kept_and_says_what_it_refused(product: Product, alice: httpx.Client) -> None:
    key = product.key(alice, "ingest")
    url = f"http://127.0.0.1:{product.ports['http']}/"
    body = [{"service": "over-http", "message": "one"}, 7, {"service": "over-http", "message": "two"}]
    answer = httpx.post(url, json=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert answer.json()["accepted"] == 2
    assert [each["index"] for each in answer.json()["refused"]] == [1]
    wait_for(alice, "service:over-http", 2)
    assert httpx.post(url, json=body).status_code == 401


def test_an_uploaded_stack_trace_is_one_log(alice: httpx.Client) -> None:
    trace = (
        b"2026-11-02 10:00:00,123 ERROR [main] a.B - broke\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n"
    )
    upload = hand_in(alice, "trace.log", trace + b"2026-11-02 10:00:01,000 INFO [main] a.B - went on\n")
    assert (upload["accepted"], upload["refused"]) == (2, 0)
    wait_for(alice, f'upload_id:"{upload["id"]}"', 2)
    assert by_level(alice, f'upload_id:"{upload["id"]}"') == {"error": 1, "info": 1}


def hand_in(alice: httpx.Client, name: str, content: bytes, **labels: str) -> dict[str, object]:
    answer = alice.post("/uploads/", files={"file": (name, content)}, data=labels, headers=csrf(alice))
    assert answer.status_code == 201, answer.text
    until = time.monotonic() + 60
    while time.monotonic() < until:
        upload: dict[str, object] = alice.get(f"/uploads/{answer.json()['id']}/").json()
        if upload["status"] in {"done", "failed", "cancelled"}:
            assert upload["status"] == "done", upload["error"]
            return upload
        time.sleep(0.2)
    raise AssertionError(f"{name} did not end: {upload}")


SYSTEMS = sorted(path.name.removesuffix("_2k.log") for path in (SHARED / "loghub").glob("*_2k.log"))


def expected_levels(system: str) -> dict[str, int]:
    """As a person read them. The Linux table's `Level` is a host name, and OpenSSH's has none."""
    if system in {"Linux", "OpenSSH"}:
        return {}
    with (SHARED / "loghub" / f"{system}_2k.log_structured.csv").open(newline="") as table:
        words = [row["Level"] for row in csv.DictReader(table)]
    folded = [LEVELS.get(word, word.lower()) for word in words]
    return dict(collections.Counter({"warn": "warning"}.get(word, word) for word in folded))


@pytest.mark.parametrize("system", SYSTEMS)
def test_real_logs_sent_over_tcp_are_all_found_with_their_levels(
    product: Product, alice: httpx.Client, system: str
) -> None:
    file = SHARED / "loghub" / f"{system}_2k.log"
    run(product, "send", str(file), "--to", f"tcp://127.0.0.1:{product.ports['tcp']}")
    mine = f'source:"{file}" NOT upload_id:*'
    wait_for(alice, mine, 2000)
    assert by_level(alice, mine) == expected_levels(system)


@pytest.mark.parametrize("system", SYSTEMS)
def test_real_logs_uploaded_as_files_are_all_found_with_their_levels(alice: httpx.Client, system: str) -> None:
    upload = hand_in(alice, f"{system}.log", (SHARED / "loghub" / f"{system}_2k.log").read_bytes(), environment=system)
    assert (upload["accepted"], upload["refused"]) == (2000, 0)
    mine = f'upload_id:"{upload["id"]}" environment:{system}'
    wait_for(alice, mine, 2000)
    assert by_level(alice, mine) == expected_levels(system)


def test_the_real_logs_are_there_or_it_is_said() -> None:
    if not SYSTEMS:
        print(f"no real logs at {SHARED}: set ELKVISION_SHARED_DATA to try them")
    assert len(SYSTEMS) in {0, 8}
