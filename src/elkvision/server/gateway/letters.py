"""Dead letters of all gateways together, newest first. Each gateway keeps its own."""

import base64
import heapq
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx
import msgspec

from elkvision.core import dead_letters
from elkvision.core.dead_letters import DeadLetter
from elkvision.core.errors import BadRequest, Unavailable
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.server.gateway.places import Place, are_elsewhere, places

_TIMEOUT = 10.0


class Page(NamedTuple):
    """`next` goes on after these, None at the end. `away` are gateways that did not answer: theirs are not here."""

    letters: list[DeadLetter]
    next: str | None
    away: list[str]


class _Answer(msgspec.Struct, frozen=True):
    gateway: str
    letters: list[DeadLetter]
    more: bool


_decode = msgspec.json.Decoder(_Answer).decode


def read(settings: Settings, tenant: TenantId, *, cursor: str | None, limit: int) -> Page:
    """Raises BadRequest for a cursor that is none of ours, Unavailable when no gateway answers."""
    if are_elsewhere(settings, "delivery"):
        return _read_all(settings, tenant, _seen(cursor), limit)
    found = dead_letters.read(settings.dead_letter_dir, tenant, before=cursor, limit=limit + 1)
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None, [])


def forget(settings: Settings, tenant: TenantId) -> None:
    """Every letter of a tenant that is no more. Raises Unavailable when a gateway does not answer."""
    if not are_elsewhere(settings, "delivery"):
        dead_letters.forget(settings.dead_letter_dir, tenant)
        return
    for place in places(settings, "delivery"):
        try:
            with place.client(timeout=_TIMEOUT) as client:
                client.delete("/dead-letters", params={"tenant": tenant}).raise_for_status()
        except httpx.HTTPError as error:
            raise Unavailable(f"The gateway at {place.where} does not answer: its dead letters stay.") from error


def _read_all(settings: Settings, tenant: TenantId, seen: Mapping[str, str], limit: int) -> Page:
    answers: dict[str, _Answer] = {}
    away = []
    for place in places(settings, "delivery"):
        try:
            answer = _ask(place, {"tenant": tenant, "limit": limit, "seen": msgspec.json.encode(seen).decode()})
        except (httpx.HTTPError, msgspec.MsgspecError):
            away.append(place.where)
        else:
            answers[answer.gateway] = answer
    if away and not answers:
        raise Unavailable("No gateway answers now, and dead letters are with them.", hint="try again in a moment")
    each = [[(gateway, letter) for letter in answer.letters] for gateway, answer in answers.items()]
    merged = list(heapq.merge(*each, key=lambda one: -one[1].received_at))
    shown = merged[:limit]
    more = len(merged) > limit or any(answer.more for answer in answers.values())
    last = {**seen, **{gateway: letter.id for gateway, letter in shown}}
    return Page([letter for _, letter in shown], _cursor(last) if more else None, away)


def _ask(place: Place, asked: Mapping[str, Any]) -> _Answer:
    with place.client(timeout=_TIMEOUT) as client:
        return _decode(client.get("/dead-letters", params=asked).raise_for_status().content)


def _cursor(seen: Mapping[str, str]) -> str:
    """Of each gateway, the last of its letters that was shown."""
    return base64.urlsafe_b64encode(msgspec.json.encode(seen)).decode()


def _seen(cursor: str | None) -> dict[str, str]:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=dict[str, str]) if cursor else {}
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadRequest("This cursor is none of ours.", hint="begin without one") from error
