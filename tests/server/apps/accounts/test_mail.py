"""Letters over a mail server, and what happens without one."""

import socket
import threading
from collections.abc import Iterator

import pytest

from elkvision.server.apps.accounts import mail


class MailServer:
    """Speaks just enough SMTP to be handed one letter."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.lines: list[str] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection, connection.makefile("rwb") as file:
            self._say(file, "220 ready")
            letter = False
            for line in file:
                text = line.decode().rstrip()
                self.lines.append(text)
                if letter and text != ".":
                    continue
                if text.upper() == "DATA":
                    letter = True
                    self._say(file, "354 go on")
                elif text.upper() == "QUIT":
                    self._say(file, "221 bye")
                    return
                else:
                    letter = False
                    self._say(file, "250 fine")

    def _say(self, file: object, text: str) -> None:
        file.write(f"{text}\r\n".encode())  # type: ignore[attr-defined]  # a socket's file
        file.flush()  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[MailServer]:
    found = MailServer()
    yield found
    found.thread.join(5)


def test_a_letter_goes_out(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELKVISION_SMTP_URL", f"smtp://127.0.0.1:{server.port}?from=logs@acme.test")
    assert mail.send("alice@acme.test", "A new password", "Choose it here: http://x/y") is True
    server.thread.join(5)
    assert any("alice@acme.test" in line and line.lower().startswith("rcpt") for line in server.lines)
    assert "From: logs@acme.test" in server.lines
    assert "Choose it here: http://x/y" in server.lines


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "mailto:alice@acme.test"])
def test_a_letter_that_cannot_go_out_breaks_nothing(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ELKVISION_SMTP_URL", url)
    assert mail.send("alice@acme.test", "hello", "text") is False
    assert "could not be sent" in capsys.readouterr().out
