"""Whose word is believed about where a request comes from."""

from typing import Any

import pytest

from elkvision.core.settings import Settings
from elkvision.server.api.proxied import Proxied, trusted_by

PROXY = "10.0.0.5"
TRUSTED = "10.0.0.0/8, fd00::/8"


async def seen(peer: str, *headers: tuple[str, str], trusted: str = TRUSTED, kind: str = "http") -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        found.update(scope)

    scope = {
        "type": kind,
        "scheme": "ws" if kind == "websocket" else "http",
        "client": (peer, 4711),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
    }
    await Proxied(inner, trusted_by(Settings(trusted_proxies=trusted)))(scope, None, None)  # type: ignore[arg-type]  # not asked
    return found


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),  # what stands before is the client's invention
        ("198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),  # two proxies of ours
        ("10.9.9.9", "10.9.9.9"),  # somebody of the inner network
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("203.0.113.9:51234", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, unknown", PROXY),
        ("", PROXY),
    ],
)
async def test_a_trusted_proxy_is_believed(said: str, client: str) -> None:
    assert (await seen(PROXY, ("X-Forwarded-For", said)))["client"][0] == client


async def test_several_headers_are_read_as_one() -> None:
    found = await seen(PROXY, ("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9"))
    assert found["client"][0] == "203.0.113.9"


async def test_a_stranger_is_never_believed() -> None:
    found = await seen("203.0.113.66", ("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-Proto", "https"))
    assert (found["client"][0], found["scheme"]) == ("203.0.113.66", "http")


@pytest.mark.parametrize("peer", [PROXY, "203.0.113.66"])
async def test_nothing_behind_sees_what_was_said(peer: str) -> None:
    said = [(name, "x") for name in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded")]
    assert (await seen(peer, *said, ("Host", "logs.example.com")))["headers"] == [(b"host", b"logs.example.com")]


async def test_the_scheme_of_pages_and_sockets_is_the_far_end_s() -> None:
    https = ("X-Forwarded-Proto", "https")
    assert (await seen(PROXY, https))["scheme"] == "https"
    assert (await seen(PROXY, https, kind="websocket"))["scheme"] == "wss"
    assert (await seen(PROXY, ("X-Forwarded-Proto", "gopher")))["scheme"] == "http"


async def test_without_a_word_nobody_is_trusted_but_a_proxy_on_this_machine_where_tls_is_said() -> None:
    said = ("X-Forwarded-For", "203.0.113.9")
    assert (await seen("127.0.0.1", said, trusted=""))["client"][0] == "127.0.0.1"
    assert [str(each) for each in trusted_by(Settings(https=True))] == ["127.0.0.0/8", "::1/128"]
    assert [str(each) for each in trusted_by(Settings(https=True, trusted_proxies=PROXY))] == ["10.0.0.5/32"]


def test_what_is_no_network_is_named() -> None:
    with pytest.raises(ValueError, match=r"ELKVISION_TRUSTED_PROXIES: nginx is no network"):
        trusted_by(Settings(trusted_proxies="10.0.0.0/8,nginx"))
