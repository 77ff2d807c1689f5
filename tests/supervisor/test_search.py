"""`elkvision search` asks the API and shows what it says."""

import csv
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from elkvision.supervisor.cli import main

EVENTS = [
    {
        "id": f"{n:032x}",
        "@timestamp": f"2024-05-06T07:08:{n % 60:02d}.000Z",
        "level": "error",
        "service": "cart",
        "message": f"order {n}",
    }
    for n in range(2_500)
]


@pytest.fixture(autouse=True)
def nobodys_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("ELKVISION_API_KEY", "ELKVISION_URL"):
        monkeypatch.delenv(name, raising=False)


class Api:
    """Answers as docs/reference/api.md says, in pages."""

    def __init__(self):
        self.asked = []
        self.events = EVENTS
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
                outer.asked.append(asked)
                status, said = outer.answer(parts.path, asked, self.headers.get("Authorization"))
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path, asked, authorization):
        assert path == "/api/v1/logs/search/"
        if authorization != "Bearer elk_right":
            return 401, {"error": {"code": "not_authenticated", "message": "This key is not known."}}
        if asked["q"] == "level:":
            error = {"code": "query_error", "message": "A value is missing.", "hint": "write level:error", "column": 7}
            return 400, {"error": error}
        first, size = int(asked.get("cursor", 0)), int(asked["limit"])
        rows = self.events[first : first + size]
        return 200, {"results": rows, "next": str(first + size) if first + size < len(self.events) else None}


@pytest.fixture
def api():
    server = Api()
    yield server
    server.server.shutdown()
    server.server.server_close()


def run(api, *arguments, key="elk_right"):
    return CliRunner().invoke(main, ["search", *arguments, "--url", api.url, "--key", key])


def test_the_table_shows_time_level_service_and_message(api):
    result = run(api, "level:error", "-n", "2")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2024-05-06T07:08:00.000Z error    cart order 0",
        "2024-05-06T07:08:01.000Z error    cart order 1",
    ]


def test_since_is_short_for_a_time_before_now(api):
    run(api, "x", "--since", "2h", "--until", "2024-05-06T00:00:00Z", "-n", "1")
    assert (api.asked[0]["q"], api.asked[0]["from"], api.asked[0]["to"]) == ("x", "now-2h", "2024-05-06T00:00:00Z")


def test_more_than_a_page_is_read_page_by_page(api):
    result = run(api, "--format", "ndjson", "--limit", "2200")
    assert [json.loads(line) for line in result.stdout.splitlines()] == EVENTS[:2200]
    assert [asked["limit"] for asked in api.asked] == ["1000", "1000", "200"]


def test_csv_has_a_header_and_quotes_what_needs_it(api):
    api.events = [{"@timestamp": "t", "message": 'a "b", c\nd'}, {"@timestamp": "t", "message": "=1+1"}]
    rows = list(csv.DictReader(io.StringIO(run(api, "--format", "csv").stdout)))
    assert [row["message"] for row in rows] == ['a "b", c\nd', "'=1+1"]
    assert [row["@timestamp"] for row in rows] == ["t", "t"], "the header is ours and needs no guard"


def test_a_log_cannot_move_the_cursor(api):
    api.events = [{"@timestamp": "t", "message": "\x1b[2Jgone"}]
    assert "\\x1b[2Jgone" in run(api).stdout


def test_a_query_mistake_points_at_its_column(api):
    result = run(api, "level:")
    assert result.exit_code == 1
    assert "A value is missing. (write level:error)\n  level:\n        ^" in result.stderr


def test_nothing_found_is_said(api):
    api.events = []
    assert "Nothing matches" in run(api).stderr


def test_a_wrong_key_is_one_sentence(api):
    result = run(api, key="elk_wrong")
    assert (result.exit_code, result.stderr) == (1, "Error: This key is not known.\n")


def test_without_a_key_it_says_how_to_get_one(api):
    result = CliRunner().invoke(main, ["search", "x", "--url", api.url])
    assert result.exit_code == 1
    assert "elkvision keys create --save" in result.stderr


def test_the_saved_key_and_place_are_used(api, tmp_path):
    (tmp_path / "elkvision").mkdir()
    (tmp_path / "elkvision" / "client.json").write_text(json.dumps({"url": api.url, "key": "elk_right"}))
    assert CliRunner().invoke(main, ["search", "-n", "1"]).exit_code == 0


def test_nobody_there_is_one_sentence():
    result = CliRunner().invoke(main, ["search", "x", "--url", "http://127.0.0.1:1", "--key", "k"])
    assert result.exit_code == 1
    assert "does not answer" in result.stderr
    assert "Traceback" not in result.output
