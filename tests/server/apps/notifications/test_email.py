"""Letters to a real SMTP server."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from tests.server.apps.notifications.conftest import Make, Postbox
from tests.server.apps.notifications.test_kinds import sent

from elkvision.core.settings import load
from elkvision.server.apps.accounts.errors import Invalid
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.notifications.attempts import attempt
from elkvision.server.apps.notifications.message import Attachment, Chart, Message
from elkvision.server.apps.notifications.models import Delivery
from elkvision.server.apps.notifications.outside.guard import Barred
from elkvision.server.apps.notifications.services import mail

pytestmark = pytest.mark.django_db


def read(content: bytes) -> EmailMessage:
    found: Any = message_from_bytes(content, policy=default)
    return found


def test_a_letter_has_text_html_the_chart_and_files(
    make: Make, postbox: Postbox, message: Message, tmp_path: Path
) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 a report")
    files = [Attachment("report.pdf", "application/pdf", str(tmp_path / "report.pdf"))]
    channel = make("email", to=["alice@acme.test", "bob@acme.test"], server=postbox.url)
    outcome = sent(channel, message, attachments=files)
    assert (outcome.ok, outcome.status, outcome.answer) == (True, 250, "2.0.0 taken as 4711")
    (letter,) = postbox.letters
    assert (letter.sender, letter.to) == ("logs@acme.test", ["alice@acme.test", "bob@acme.test"])
    found = read(letter.content)
    assert found["Subject"] == "Firing, error: Checkout fails <often>"
    assert found["From"] == "ELK Vision <logs@acme.test>"
    assert found["Message-ID"] == f"<{Delivery.objects.get().token}@elkvision.invalid>"
    assert found["Auto-Submitted"] == "auto-generated"
    text, html = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "errors: 412" in text.get_content()
    assert message.link in text.get_content()
    page = html.get_content()
    assert "Checkout fails &lt;often&gt;" in page
    assert page.count("card &lt;") == 10
    assert 'src="cid:chart"' in page
    parts = {part.get_content_type(): part for part in found.walk()}
    assert parts["image/png"].get_content().startswith(b"\x89PNG"), "the chart, drawn"
    assert len(parts["image/png"].get_content()) > 1000
    assert parts["image/png"]["Content-ID"] == "<chart>"
    assert parts["application/pdf"].get_content() == b"%PDF-1.7 a report"
    assert parts["application/pdf"].get_filename() == "report.pdf"


def test_letters_of_one_alert_are_one_thread(make: Make, postbox: Postbox, message: Message) -> None:
    channel = make("email", to="alice@acme.test", server=postbox.url)
    assert sent(channel, message).ok
    assert sent(channel, message, state="resolved").ok
    first, second = (read(letter.content) for letter in postbox.letters)
    assert first["References"] == second["References"] != ""
    assert first["Message-ID"] != second["Message-ID"]


def test_a_line_break_in_a_title_makes_no_header(make: Make, postbox: Postbox, message: Message) -> None:
    assert sent(make("email", to="alice@acme.test", server=postbox.url), message, title="a\r\nBcc: eve@evil.test").ok
    found = read(postbox.letters[0].content)
    assert found["Bcc"] is None
    assert found["Subject"] == "Firing, error: a Bcc: eve@evil.test"


def test_an_address_that_is_refused_is_named(make: Make, postbox: Postbox, message: Message) -> None:
    postbox.refuses = {"gone@acme.test": "550 5.1.1 no such mailbox"}
    channel = make("email", to="alice@acme.test, gone@acme.test", server=postbox.url)
    outcome = sent(channel, message)
    assert outcome.ok
    assert "not to gone@acme.test: 550 5.1.1 no such mailbox" in outcome.answer
    postbox.refuses["alice@acme.test"] = "550 nor this"
    outcome = sent(channel, message, title="again")
    assert (outcome.ok, outcome.status, outcome.passing) == (False, 550, False)


@pytest.mark.parametrize(("says", "passing"), [("451 4.3.0 greylisted, come back", True), ("554 5.7.1 spam", False)])
def test_a_server_says_whether_to_come_back(
    says: str, passing: bool, make: Make, postbox: Postbox, message: Message
) -> None:
    postbox.says = says
    outcome = sent(make("email", to="alice@acme.test", server=postbox.url), message)
    assert (outcome.ok, outcome.status, outcome.passing) == (False, int(says[:3]), passing)
    assert outcome.answer == says[4:]


def test_the_installations_server_sends_where_a_channel_has_none(
    acme: Organisation, make: Make, postbox: Postbox, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = make("email", to="alice@acme.test")
    outcome = sent(channel, message)
    assert (outcome.ok, outcome.passing) == (False, False)
    assert "ELKVISION_SMTP_URL" in outcome.answer
    # The administrator named it, so it needs no leave.
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", "")
    monkeypatch.setenv("ELKVISION_SMTP_URL", postbox.url)
    assert sent(channel, message, title="again").ok
    delivery = mail(acme, ["dan@acme.test"], message, key="a report")
    assert attempt(delivery, load()).ok
    assert [letter.to for letter in postbox.letters] == [["alice@acme.test"], ["dan@acme.test"]]


def test_a_server_within_is_barred(
    acme: Organisation, make: Make, postbox: Postbox, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = make("email", to="alice@acme.test", server=postbox.url.replace("127.0.0.1", "localhost"))
    monkeypatch.setenv("ELKVISION_NOTIFY_ALLOW", "")
    outcome = sent(channel, message)
    assert (outcome.ok, outcome.passing) == (False, False)
    assert "not a public address" in outcome.answer
    assert postbox.letters == []
    with pytest.raises(Barred):
        make("email", name="within", to="alice@acme.test", server=postbox.url)


@pytest.mark.parametrize("server", ["mail.example.org", "http://mail.example.org/", "smtp://", "smtp://h:port/"])
def test_a_server_that_cannot_be_read_is_refused_when_it_is_saved(server: str, make: Make) -> None:
    with pytest.raises((Invalid, Barred)):
        make("email", to="alice@acme.test", server=server)


@pytest.mark.parametrize(
    "to",
    [
        "",
        [],
        "not an address",
        ["a@b"],
        "a@acme.test\nBcc: x@y.test",
        5,
        ["ä@acme.test"],
        ["x@acme.test"] * 3 + [f"x{n}@acme.test" for n in range(60)],
    ],
)
def test_addresses_are_looked_at_when_they_are_saved(to: object, make: Make) -> None:
    with pytest.raises(Invalid) as error:
        make("email", to=to)
    assert "config.to" in error.value.fields


def test_a_chart_that_cannot_be_drawn_does_not_hold_a_letter_back(
    make: Make, postbox: Postbox, message: Message
) -> None:
    channel = make("email", to="alice@acme.test", server=postbox.url)
    for n, points in enumerate(([("no time", 1.0)], [("2026-03-01T10:00:00Z", None)])):
        assert sent(channel, message, chart=Chart(points), title=f"n{n}").ok
    assert len(postbox.letters) == 2
    assert all(b"image/png" not in letter.content for letter in postbox.letters)


def test_a_file_that_is_gone_is_said(make: Make, postbox: Postbox, message: Message, tmp_path: Path) -> None:
    files = [Attachment("report.pdf", "application/pdf", str(tmp_path / "gone.pdf"))]
    outcome = sent(make("email", to="alice@acme.test", server=postbox.url), message, attachments=files)
    assert (outcome.ok, outcome.passing) == (False, False)
    assert "not there" in outcome.answer
