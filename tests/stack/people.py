"""Those who come to the stack: by TLS, through the proxy, as anybody would."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from tools.stack.stack import Stack

#: That of the browser journeys as well, which find Alice here.
PASSWORD = "correct horse 48"
EVER = {"from": "2000-01-01T00:00:00Z", "to": "now+2d"}


@dataclass
class Person:
    """A browser, and what is done with it."""

    browser: httpx.Client

    @property
    def csrf(self) -> dict[str, str]:
        return {"X-CSRFToken": self.browser.cookies.get("csrftoken", "")}

    def get(self, path: str, **asked: Any) -> Any:
        return self.browser.get(path, params=asked).raise_for_status().json()

    def post(self, path: str, **said: Any) -> Any:
        answer = self.browser.post(path, json=said, headers=self.csrf)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def key(self, *scopes: str) -> str:
        return str(self.post("/api-keys/", name=" ".join(scopes), scopes=list(scopes))["key"])

    def count(self, query: str) -> int:
        return int(self.get("/logs/count/", q=query, **EVER)["count"])


def owner(stack: Stack) -> Person:
    alice = Person(browser(stack))
    alice.get("/setup/")
    alice.post("/setup/", username="alice", email="alice@acme.example", password=PASSWORD, organisation="Acme")
    return alice


def browser(stack: Stack, source: str = "127.0.0.1", **headers: str) -> httpx.Client:
    """From any address of loopback."""
    transport = httpx.HTTPTransport(verify=trust(stack), local_address=source, retries=2)
    return httpx.Client(
        base_url=f"{stack.url}/api/v1", transport=transport, timeout=60, headers={"Referer": stack.url, **headers}
    )


def trust(stack: Stack) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(stack.ca))


def until(true: Callable[[], object], seconds: float = 90, why: Callable[[], object] = lambda: "") -> None:
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last, f"it never happened: {why()}"
        time.sleep(0.2)
