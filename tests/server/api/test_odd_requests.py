"""Requests that nobody sane sends: every operation of the schema, attacked for a while. None is a fault of ours."""

import json
import time
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from tests.server.api.test_schema import FROZEN
from tests.server.conftest import Caller, Logs, program

from elkvision.server.apps.accounts.models import Organisation, User

#: 503 is intake's, which is not there; 501 an engine's plain no.
MEANT = {501, 503}
SECONDS = 25
_SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(FROZEN.read_text()))
_OPERATIONS = [each.ok() for each in _SCHEMA.get_all_operations()]
#: These end what the attack needs; they are attacked by name elsewhere.
_ENDING = {"logout", "session_end", "password_change", "organisation_delete", "member_remove", "member_change"}


def test_no_request_makes_the_server_fail(
    acme: Organisation, alice_user: User, alice: Caller, store_logs: Logs, subtests: pytest.Subtests
) -> None:
    store_logs.add("acme", "something", level="error", service="web", attributes={"a": {"b": [1, "x", True]}})
    operations = [each for each in _OPERATIONS if each.definition.raw["operationId"] not in _ENDING]
    share = SECONDS / len(operations)
    answered: Counter[int] = Counter()
    for operation in operations:
        with subtests.test(operation.label):
            people_only = operation.definition.raw.get("security") == [{"session": []}]
            answered.update(_attack(operation, alice if people_only else program(acme, "admin"), share))
    # The attack is only worth something when many requests get past the first check.
    assert answered[200] > 50, answered
    assert answered[400] > 50, answered
    assert answered[401] < 100, answered


def _attack(operation: schemathesis.APIOperation, caller: Caller, seconds: float) -> Counter[int]:
    until = time.monotonic() + seconds
    answered: Counter[int] = Counter()

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy())
    def run(case: schemathesis.Case) -> None:
        if time.monotonic() > until:
            return
        answer = _send(caller, case)
        answered[answer.status_code] += 1
        assert answer.status_code < 500 or answer.status_code in MEANT, (
            f"{case.method} {case.formatted_path} {case.query} {case.body!r}: {answer.status_code} {answer.content!r}"
        )
        if answer.status_code >= 400 and answer.headers["content-type"] == "application/json":
            assert answer.json()["error"]["message"]

    run()
    return answered


def _send(caller: Caller, case: schemathesis.Case) -> Any:
    query = urlencode(case.query or {}, doseq=True, errors="replace")
    path = case.formatted_path + (f"?{query}" if query else "")
    body = b"" if case.body.__class__.__name__ == "NotSet" else case.body
    if not isinstance(body, bytes | str):
        body = json.dumps(body, default=str)
    kind = case.media_type or "application/json"
    if kind.startswith("multipart"):
        kind = "multipart/form-data; boundary=x"
    return caller.client.generic(case.method.upper(), path, body, content_type=kind, headers=caller._all({}))
