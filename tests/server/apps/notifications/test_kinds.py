"""What each kind of channel sends to a real receiver, and what it makes of the answer."""

import hashlib
import hmac
import socket
from typing import Any

import pytest
from tests.fakes.receiver import Receiver
from tests.server.apps.notifications.conftest import Make

from elkvision.core.settings import load
from elkvision.server.apps.notifications.attempts import attempt
from elkvision.server.apps.notifications.kinds.contract import Outcome
from elkvision.server.apps.notifications.message import Message
from elkvision.server.apps.notifications.models import Channel, Delivery
from elkvision.server.apps.notifications.services import send

pytestmark = pytest.mark.django_db


def sent(channel: Channel, message: Message, **changed: Any) -> Outcome:
    changed_message = Message(**{name: getattr(message, name) for name in message.__struct_fields__} | changed)
    delivery = send(channel.organisation, channel, changed_message, key=f"{channel.pk} {sorted(map(str, changed))}")
    return attempt(delivery, load())


def test_slack_gets_blocks_in_which_nothing_is_a_mention(make: Make, receiver: Receiver, message: Message) -> None:
    outcome = sent(make("slack", url=f"{receiver.url}/services/T/B/secret"), message)
    assert (outcome.ok, outcome.status, outcome.answer) == (True, 200, "ok")
    (got,) = receiver.got
    assert got.path == "/services/T/B/secret"
    blocks = got.json["attachments"][0]["blocks"]
    assert [each["type"] for each in blocks] == ["header", "section", "section", "section", "section", "actions"]
    assert blocks[0]["text"]["text"] == "Firing, error: Checkout fails <often>", "plain text needs no escaping"
    assert got.json["text"] == "Firing, error: Checkout fails &lt;often&gt;"
    assert {"type": "mrkdwn", "text": "*errors*\n412", "verbatim": True} in blocks[2]["fields"]
    lines = blocks[4]["text"]["text"]
    assert lines.count("\n") == 9, "ten lines"
    assert "card &lt;0&gt; &amp; @here" in lines
    assert blocks[5]["elements"][0]["url"] == message.link


def test_teams_gets_an_adaptive_card_that_is_not_marked_up(make: Make, receiver: Receiver, message: Message) -> None:
    assert sent(make("teams", url=f"{receiver.url}/workflows/x?sig=y"), message).ok
    (got,) = receiver.got
    (attachment,) = got.json["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert card["body"][0]["inlines"][0]["text"] == "Firing, error: Checkout fails <often>"
    assert {"title": "errors", "value": "412"} in card["body"][2]["facts"]
    assert sum(each["type"] == "RichTextBlock" for each in card["body"]) == 12
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Show the lines", "url": message.link}]
    assert len(got.body) < 28_000, "Teams takes no more"


def test_discord_gets_an_embed_and_calls_nobody(make: Make, receiver: Receiver, message: Message) -> None:
    assert sent(make("discord", url=f"{receiver.url}/api/webhooks/1/x"), message).ok
    (got,) = receiver.got
    assert got.path == "/api/webhooks/1/x?wait=true"
    assert got.json["allowed_mentions"] == {"parse": []}
    (embed,) = got.json["embeds"]
    assert embed["color"] == 0xDC2626
    assert {"name": "errors", "value": "412", "inline": True} in embed["fields"]
    assert len(embed["description"]) <= 4096


def test_discord_says_in_its_body_how_long_to_wait(make: Make, receiver: Receiver, message: Message) -> None:
    receiver.answer(429, b'{"message": "rate limited", "retry_after": 3.5}')
    outcome = sent(make("discord", url=f"{receiver.url}/x"), message)
    assert (outcome.ok, outcome.passing, outcome.retry_after) == (False, True, 3.5)


def test_telegram_gets_html_of_at_most_4096_characters(make: Make, receiver: Receiver, message: Message) -> None:
    receiver.answer(200, b'{"ok": true, "result": {"message_id": 5}}')
    channel = make("telegram", token="123456:token-of-the-bot", chat="@acme", thread=7, url=receiver.url)
    lines = [dict(message.lines[0]) | {"message": "<x>" * 500}] * 10
    assert sent(channel, message, lines=lines, text="y" * 5000).ok
    (got,) = receiver.got
    assert got.path == "/bot123456:token-of-the-bot/sendMessage"
    assert (got.json["chat_id"], got.json["message_thread_id"], got.json["parse_mode"]) == ("@acme", 7, "HTML")
    assert len(got.json["text"].replace("&lt;", "<").replace("&gt;", ">")) <= 4096
    assert "&lt;x&gt;" in got.json["text"]


def test_telegram_says_no_with_a_reason(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make("telegram", token="123456:token-of-the-bot", chat="1", url=receiver.url)
    receiver.answer(400, b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}')
    outcome = sent(channel, message)
    assert (outcome.ok, outcome.passing) == (False, False)
    assert "chat not found" in outcome.answer
    receiver.answer(429, b'{"ok": false, "parameters": {"retry_after": 9}}')
    assert sent(channel, message, title="another").retry_after == 9


@pytest.mark.parametrize(
    ("state", "action"), [("firing", "trigger"), ("acknowledged", "acknowledge"), ("resolved", "resolve")]
)
def test_pagerduty_is_told_by_one_key(
    state: str, action: str, make: Make, receiver: Receiver, message: Message
) -> None:
    receiver.answer(202, b'{"status": "success", "message": "Event processed"}')
    assert sent(make("pagerduty", key="r" * 32, url=receiver.url), message, state=state).ok
    (got,) = receiver.got
    assert got.path == "/v2/enqueue"
    assert (got.json["routing_key"], got.json["event_action"]) == ("r" * 32, action)
    assert got.json["dedup_key"] == "rule-7 checkout"
    if action == "trigger":
        payload = got.json["payload"]
        assert (payload["summary"], payload["severity"], payload["source"]) == (message.title, "error", "checkout")
        assert payload["custom_details"]["errors"] == 412
        assert got.json["links"][0]["href"] == message.link


def test_pagerduty_is_not_told_of_reports(make: Make, receiver: Receiver, message: Message) -> None:
    outcome = sent(make("pagerduty", key="r" * 32, url=receiver.url), message, state="report")
    assert (outcome.ok, outcome.passing) == (False, False)
    assert receiver.got == []


def test_opsgenie_makes_and_closes_by_one_alias(make: Make, receiver: Receiver, message: Message) -> None:
    receiver.answer(202, b'{"result": "Request will be processed"}')
    channel = make("opsgenie", key="the api key", url=receiver.url)
    assert sent(channel, message).ok
    assert sent(channel, message, state="resolved").ok
    made, closed = receiver.got
    assert made.headers["authorization"] == "GenieKey the api key"
    assert (made.path, made.json["alias"], made.json["priority"]) == ("/v2/alerts", "rule-7 checkout", "P2")
    assert closed.path == "/v2/alerts/rule-7%20checkout/close?identifierType=alias"


def test_alertmanager_gets_the_same_labels_when_it_is_over(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make("alertmanager", url=f"{receiver.url}/am/", user="elk", password="p:w")
    assert sent(channel, message, labels={"service.name": "checkout", "rule": "Slow"}).ok
    over = sent(channel, message, labels={"service.name": "checkout", "rule": "Slow"}, state="resolved")
    assert over.ok
    fired, ended = (got.json[0] for got in receiver.got)
    assert receiver.got[0].path == "/am/api/v2/alerts"
    assert receiver.got[0].headers["authorization"] == "Basic ZWxrOnA6dw=="
    assert fired["labels"] == ended["labels"]
    assert fired["labels"] == {
        "service_name": "checkout", "rule": "Slow", "alertname": "Slow", "severity": "error", "organisation": "acme",
    }  # fmt: skip
    assert fired["startsAt"] == "2026-03-01T10:00:05+00:00"
    assert fired["endsAt"] == "2026-03-02T10:00:05+00:00", "it fires until it is told to be over"
    assert ended["endsAt"] == "2026-03-01T10:00:05+00:00"
    assert fired["generatorURL"] == message.link


def test_a_webhook_says_everything_and_is_signed(make: Make, receiver: Receiver, message: Message) -> None:
    channel = make(url=f"{receiver.url}/hook", signing_key="the signing key", headers={"Authorization": "Bearer xyz"})
    assert sent(channel, message).ok
    (got,) = receiver.got
    assert got.json["title"] == "Checkout fails <often>"
    assert got.json["numbers"] == {"errors": 412, "share": 0.0123, "threshold": 100}
    assert len(got.json["lines"]) == 10
    assert got.json["chart"]["threshold"] == 100
    assert got.json["id"] == got.headers["idempotency-key"] == str(Delivery.objects.get().token)
    assert got.headers["authorization"] == "Bearer xyz"
    at = got.headers["x-elkvision-timestamp"]
    expected = hmac.new(b"the signing key", f"{at}.".encode() + got.body, hashlib.sha256).hexdigest()
    assert got.headers["x-elkvision-signature"] == f"v1={expected}"


def test_a_webhook_has_the_body_that_was_written_for_it(make: Make, receiver: Receiver, message: Message) -> None:
    template = '{"msg": "{{severity}}: {{ title }} ({{numbers.errors}})", "n": "{{numbers.errors}}", "{{state}}": [1, null, "{{labels.none}}", "a{{labels.none}}"]}'
    channel = make(url=receiver.url, template=template, method="PUT")
    assert sent(channel, message).ok
    (got,) = receiver.got
    assert got.method == "PUT"
    assert got.json == {"msg": "error: Checkout fails <often> (412)", "n": 412, "firing": [1, None, None, "a"]}


@pytest.mark.parametrize(
    ("status", "passing"),
    [(400, False), (401, False), (404, False), (410, False), (429, True), (408, True), (500, True), (503, True)],
)
def test_an_answer_tells_whether_another_attempt_makes_sense(
    status: int, passing: bool, make: Make, receiver: Receiver, message: Message
) -> None:
    receiver.answer(status, b"because of this", Retry_After="7")
    outcome = sent(make(url=receiver.url), message)
    assert (outcome.ok, outcome.status, outcome.passing) == (False, status, passing)
    assert outcome.answer == "because of this"
    assert outcome.retry_after == (7.0 if passing else None)


def test_nobody_there_is_no_reason_to_give_up(make: Make, receiver: Receiver, message: Message) -> None:
    outcome = sent(make(url=f"http://127.0.0.1:{_free_port()}/"), message)
    assert (outcome.ok, outcome.passing) == (False, True)
    assert "cannot be reached" in outcome.answer


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def test_what_the_other_side_says_back_of_a_secret_is_not_kept(
    make: Make, receiver: Receiver, message: Message
) -> None:
    receiver.answer(403, b"no such hook: /services/T/B/very-secret")
    outcome = sent(make("slack", url=f"{receiver.url}/services/T/B/very-secret"), message)
    assert "very-secret" not in outcome.answer
    assert "no such hook" in outcome.answer


def test_a_line_that_is_broken_goes_out_all_the_same(make: Make, receiver: Receiver, message: Message) -> None:
    lines = [{"message": "half a pair: \ud83d", "level": None, "@timestamp": "2026-03-01T10:00:00Z"}]
    assert sent(make(url=receiver.url), message, lines=lines).ok
    assert receiver.got[0].json["lines"][0]["message"] == "half a pair: ?"
