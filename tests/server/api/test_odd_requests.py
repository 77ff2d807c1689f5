"""Requests that nobody sane sends: every operation of the schema, attacked for a while. None is a fault of ours."""

import time

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.config.urls import urlpatterns
from tests.server.conftest import Caller, Logs, browser_of, program
from tests.server.api.test_schema import FROZEN

#: 503 is intake's, which is not there; 501 an engine's plain no.
MEANT = {501, 503}
SECONDS = 35
_SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(FROZEN.read_text()))
_OPERATIONS = [each.ok() for each in _SCHEMA.get_all_operations()]
#: These end what the attack needs; they are attacked by name elsewhere.
_ENDING = {"logout", "session_end", "password_change", "organisation_delete", "member_remove", "member_change"}


def test_no_request_makes_the_server_fail(
    acme: Organisation, alice_user: User, alice: Caller, store_logs: Logs, subtests: pytest.Subtests
) -> None:
    assert urlpatterns
    store_logs.add("acme", "something", level="error", service="web", attributes={"a": {"b": [1, "x", True]}})
    key = program(acme, "admin")
    operations = [each for each in _OPERATIONS if each.definition.raw["operationId"] not in _ENDING]
    share = SECONDS / len(operations)
    for operation in operations:
        with subtests.test(operation.label):
            _attack(operation, alice if "people" in operation.label else key, alice, share)


def _attack(operation: schemathesis.APIOperation, key: Caller, person: Caller, seconds: float) -> None:
    until = time.monotonic() + seconds
    only_people = operation.definition.raw.get("security") == [{"session": []}]
    caller = person if only_people else key

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy(), marks=st.booleans())
    def run(case: schemathesis.Case, marks: bool) -> None:
        if time.monotonic() > until:
            return
        answer = _send(caller, case)
        assert answer.status_code < 500 or answer.status_code in MEANT, (
            f"{case.method} {case.formatted_path} {case.query} {case.body!r}: {answer.status_code} {answer.content!r}"
        )
        if answer.status_code >= 400 and answer.headers["content-type"] == "application/json":
            assert answer.json()["error"]["message"]

    run()


def _send(caller: Caller, case: schemathesis.Case) -> object:
    import json
    from urllib.parse import urlencode

    query = urlencode(case.query or {}, doseq=True, errors="replace")
    path = case.formatted_path + (f"?{query}" if query else "")
    body = b"" if case.body.__class__.__name__ == "NotSet" else case.body
    if not isinstance(body, bytes | str):
        body = json.dumps(body, default=str)
    kind = case.media_type or "application/json"
    if kind.startswith("multipart"):
        kind = "multipart/form-data; boundary=x"
    return caller.client.generic(case.method.upper(), path, body, content_type=kind, headers=caller._all({}))


def test_an_attacker_logs_in_no_sooner(alice_user: User) -> None:
    assert browser_of(alice_user).get("/auth/me/").status_code == 200
