"""`elkvision tail` shows the live tail and goes on after a break."""

import json
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from elkvision.core.errors import QueryError, Refused, Unavailable
from elkvision.supervisor.asking import stream
from elkvision.supervisor.asking.api import Where
from elkvision.supervisor.commands.tail import _show


class Live:
    """Plays a list of conversations, one a connection."""

    def __init__(self, *conversations):
        self.asked = []
        self._conversations = list(conversations)
        self._server = serve(
            self._talk, "127.0.0.1", 0, select_subprotocol=lambda _, offered: offered[0] if offered else None
        )
        self.url = f"http://127.0.0.1:{self._server.socket.getsockname()[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _talk(self, socket):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(socket.request.path).query).items()}
        self.asked.append({**asked, "key": socket.subprotocol})
        for message in self._conversations.pop(0):
            if isinstance(message, int):
                socket.close(message)
                return
            socket.send(json.dumps(message))
        try:
            socket.recv()
        except ConnectionClosed:
            return

    def close(self):
        self._server.shutdown()


@pytest.fixture
def live():
    made = []

    def start(*conversations):
        made.append(Live(*conversations))
        return made[-1]

    yield start
    for server in made:
        server.close()


def logs(*numbers):
    return {
        "type": "new_logs",
        "data": [{"id": f"{n:032x}", "@timestamp": "t", "message": f"order {n}"} for n in numbers],
    }


def first(count, server, query="", say=lambda _: None):
    found = stream.messages(Where(server.url, "elk_right"), query, say)
    return [next(found) for _ in range(count)]


def test_the_key_and_the_query_are_given(live):
    server = live([logs(1)])
    first(1, server, "level:error")
    assert server.asked == [{"q": "level:error", "key": "elk.token.elk_right"}]


def test_after_a_break_it_goes_on_behind_the_last_log(live):
    said = []
    server = live([logs(1, 2), 1001], [logs(3)])
    assert first(2, server, say=said.append) == [logs(1, 2), logs(3)]
    assert server.asked[1]["after"] == f"{2:032x}"
    assert len(said) == 1


def test_a_stranger_is_told(live):
    with pytest.raises(Refused, match="key is not taken"):
        first(1, live([4001]))


def test_a_query_mistake_has_its_column(live):
    with pytest.raises(QueryError) as found:
        first(1, live([{"type": "error", "message": "A value is missing.", "column": 7, "hint": ""}]), "level:")
    assert found.value.column == 7


def test_nobody_there_is_said():
    with pytest.raises(Unavailable, match="does not answer"):
        next(stream.messages(Where("http://127.0.0.1:1", "k"), "", lambda _: None))


def test_what_was_left_out_is_shown(capsys):
    _show({"type": "gap", "skipped": 1200, "message": "too many for a screen"}, "text")
    assert "1,200 left out: too many for a screen" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "ndjson"])
def test_logs_are_shown(form, capsys):
    _show(logs(7), form)
    assert "order 7" in capsys.readouterr().out
