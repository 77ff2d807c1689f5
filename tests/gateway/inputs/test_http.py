import base64
import gzip
import json
import socket
import threading
import zlib
from collections.abc import Iterator

import httpx
import pytest
import zstandard
from tests.gateway.running import (
    ACME_KEY,
    GLOBEX_KEY,
    READER_KEY,
    Part,
    intake,
    running,
    settings_in,
    spooled,
    until,
    write_keys,
)

from elkvision.gateway.spool import reader


@pytest.fixture
def client(taking: Part) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{taking.settings.http_port}", timeout=10) as client:
        yield client


def bearer(key: str = ACME_KEY, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", **more}


def test_what_was_answered_is_in_the_spool_and_belongs_to_the_keys_tenant(taking: Part, client: httpx.Client) -> None:
    said = client.post("/", json=[{"message": "one"}, 7, {"message": "two"}], headers=bearer(GLOBEX_KEY))
    assert said.status_code == 200
    assert said.json() == {"accepted": 2, "refused": [{"index": 1, "reason": "not a JSON object"}]}
    assert spooled(taking.settings) == [b'{"message":"one"}', b'{"message":"two"}']
    folder = taking.settings.spool_dir
    frame = reader.read_frames(folder, reader.names(folder)[0])[0]
    assert (frame.tenant, frame.input, frame.key) == ("globex", "http", 2)
    assert taking.stats()["keys"].keys() == {"2"}


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("zstd", zstandard.compress)]
)
def test_packed_bodies_are_taken(taking: Part, client: httpx.Client, encoding: str, pack) -> None:
    body = b"".join(b'{"n":%d}\n' % n for n in range(1000))
    headers = bearer(**{"Content-Encoding": encoding, "Content-Type": "application/x-ndjson"})
    assert client.post("/", content=pack(body), headers=headers).json() == {"accepted": 1000, "refused": []}
    assert len(spooled(taking.settings)) == 1000


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {ACME_KEY}"},
        {"X-API-Key": ACME_KEY},
        {"Authorization": "Basic " + base64.b64encode(f"anything:{ACME_KEY}".encode()).decode()},
    ],
)
def test_a_key_may_come_in_three_ways(client: httpx.Client, headers: dict[str, str]) -> None:
    assert client.post("/", json={"message": "x"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({}, b"{}", 401, "not_authenticated"),
        (bearer("elk_nobody"), b"{}", 401, "not_authenticated"),
        ({"Authorization": "Basic !!!"}, b"{}", 400, "invalid"),
        (bearer(READER_KEY), b"{}", 403, "forbidden"),
        (bearer(**{"Content-Type": "application/json"}), b"{half", 400, "invalid"),
        (bearer(**{"Content-Type": "image/png"}), b"x", 415, "unsupported"),
        (bearer(**{"Content-Encoding": "br"}), b"x", 415, "unsupported"),
        (bearer(**{"Content-Encoding": "gzip"}), b"x", 400, "invalid"),
        (bearer(**{"Content-Encoding": "gzip"}), gzip.compress(bytes(40 << 20)), 413, "too_large"),
        (bearer(), bytes(33 << 20), 413, "too_large"),
    ],
)
def test_a_no_is_a_sentence(client: httpx.Client, headers: dict, body: bytes, status: int, code: str) -> None:
    said = client.post("/", content=body, headers=headers)
    assert said.status_code == status
    error = said.json()["error"]
    assert error["code"] == code
    assert error["message"].endswith(".")
    assert ("www-authenticate" in said.headers) == (status == 401)


def test_without_a_key_the_answer_says_how_to_make_one(client: httpx.Client) -> None:
    assert "elkvision keys create" in client.post("/", json={}).json()["error"]["hint"]


def test_a_body_of_unknown_length_is_bounded_too(taking: Part) -> None:
    with socket.create_connection(("127.0.0.1", taking.settings.http_port)) as connection:
        connection.sendall(
            f"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ACME_KEY}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        try:
            for _ in range(40):
                connection.sendall(b"100000\r\n" + bytes(1 << 20) + b"\r\n")
        except OSError:
            pass
        assert b"413" in connection.recv(1000)
    assert spooled(taking.settings) == []


def test_get_tells_people_how_to_send(client: httpx.Client) -> None:
    assert "POST" in client.get("/").json()["say"]
    assert client.get("/nowhere").status_code == 404
    assert client.put("/").status_code == 405


def test_a_named_message_counts_once_also_when_repeated_at_once_and_after_a_restart(tmp_path) -> None:
    settings = settings_in(tmp_path, segment_seconds=0.05)
    url = f"http://127.0.0.1:{settings.http_port}/"

    def post(key: str = ACME_KEY, name: str = "batch-1") -> dict:
        headers = bearer(key, **{"Idempotency-Key": name})
        return httpx.post(url, json=[{"m": 1}, 2], headers=headers).json()

    first = {"accepted": 1, "refused": [{"index": 1, "reason": "not a JSON object"}]}
    with running(intake(settings)) as part:
        answers: list[dict] = []
        together = [threading.Thread(target=lambda: answers.append(post())) for _ in range(8)]
        for each in together:
            each.start()
        for each in together:
            each.join()
        assert answers == [first] * 8
        assert len(spooled(settings)) == 1
        part.kill()
        # Delivery has put the segment away: only the journal remembers.
        part.start()
        for name in reader.names(settings.spool_dir):
            reader.discard(settings.spool_dir, name)
        part.kill()
        part.start()
        assert post() == first
        assert spooled(settings) == []
        post(GLOBEX_KEY)
        post(name="batch-2")
        assert len(spooled(settings)) == 2
        other = httpx.post(url, json=[{"m": 9}], headers=bearer(**{"Idempotency-Key": "batch-2"}))
        assert other.status_code == 400, "a counter that starts again must not lose its lines with a 200"


def test_what_the_journal_lost_is_read_from_the_segments(tmp_path) -> None:
    settings = settings_in(tmp_path, segment_seconds=60)
    url = f"http://127.0.0.1:{settings.http_port}/"
    headers = bearer(**{"Idempotency-Key": "once"})
    with running(intake(settings)) as part:
        httpx.post(url, json={"m": 1}, headers=headers)
        part.kill()
        (settings.spool_dir / "answers.log").unlink()
        part.start()
        assert httpx.post(url, json={"m": 1}, headers=headers).json()["accepted"] == 1
        assert len(spooled(settings)) == 1


def test_at_the_budget_senders_are_told_when_to_come_again(tmp_path) -> None:
    settings = settings_in(tmp_path, spool_budget_bytes=100_000)
    with running(intake(settings)), httpx.Client(base_url=f"http://127.0.0.1:{settings.http_port}") as client:
        body = b'{"m":"%s"}' % (b"x" * 60_000)
        assert client.post("/", content=body, headers=bearer()).status_code == 200
        assert client.post("/", content=body, headers=bearer()).status_code == 200
        said = client.post("/", content=body, headers=bearer())
        assert said.status_code == 429
        assert int(said.headers["retry-after"]) >= 1
        assert said.json()["error"]["code"] == "too_many"
        assert len(spooled(settings)) == 2


def test_keys_come_and_go_within_a_second_or_two(taking: Part, client: httpx.Client) -> None:
    assert client.post("/", json={}, headers=bearer("elk_new")).status_code == 401
    write_keys(taking.settings, 2, elk_new="acme")
    until(lambda: client.post("/", json={}, headers=bearer("elk_new")).status_code == 200, 3)
    taking.settings.snapshot_file.write_text("{torn")
    until(lambda: "cannot be read" in taking.log.read_text(), 3)
    assert client.post("/", json={}, headers=bearer("elk_new")).status_code == 200
    write_keys(taking.settings, 3)
    until(lambda: client.post("/", json={}, headers=bearer("elk_new")).status_code == 401, 3)


def test_the_local_socket_takes_lines_for_any_tenant(taking: Part) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(taking.settings.intake_socket))) as client:
        headers = {
            "X-Elk-Tenant": "globex",
            "X-Elk-Input": "upload",
            "X-Elk-Defaults": json.dumps({"service": "shop", "upload_id": "7"}),
        }
        said = client.post("http://intake/ingest", content=b'{"m":1}\nplain\n', headers=headers)
        assert said.json() == {"accepted": 2, "refused": []}
        assert client.post("http://intake/ingest", content=b"x\n").status_code == 400
        headers["X-Elk-Input"] = "tcp"
        assert client.post("http://intake/ingest", content=b"x\n", headers=headers).status_code == 400
    folder = taking.settings.spool_dir
    frame = reader.read_frames(folder, reader.names(folder)[0])[0]
    assert (frame.tenant, frame.input, frame.defaults) == ("globex", "upload", {"service": "shop", "upload_id": "7"})
    assert taking.settings.intake_socket.stat().st_mode & 0o777 == 0o600
