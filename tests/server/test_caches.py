"""Sessions and dashboards, read from a Redis of one's own: nothing depends on it, and nothing old is believed."""

import os
import subprocess
import sys
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.core.signing import dumps
from tests.server.conftest import Caller, browser_of

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import Organisation, Session, User
from elkvision.server.apps.accounts.services import sessions
from elkvision.server.config import caches as config

pytestmark = pytest.mark.django_db(transaction=True)

SHAPE: dict[str, Any] = {
    "name": "Errors", "description": "", "tags": [], "variables": [], "range": {"from": "now-1h", "to": "now"},
    "refresh": 0, "panels": [],
}  # fmt: skip


@pytest.fixture
def shared(redis_url: str, settings: Any) -> redis.Redis:
    _use(settings, redis_url)
    client = redis.Redis.from_url(redis_url)
    client.flushall()
    return client


def _use(settings: Any, redis_url: str) -> None:
    ours = load({}, redis_url=redis_url)
    settings.CACHES = config.settings_for(ours)
    settings.SESSION_ENGINE = config.session_engine(ours)


def known(browser: Caller) -> bool:
    return browser.get("/auth/me/").status_code == 200


def test_a_session_is_read_from_redis_and_kept_in_the_database(shared: redis.Redis, alice: Caller) -> None:
    assert known(alice)
    (key,) = shared.keys("*session:*")
    assert 0 < shared.ttl(key) <= 60
    assert Session.objects.count() == 1
    shared.flushall()
    assert known(alice)


def test_an_ended_session_lets_nobody_in_whatever_redis_had(shared: redis.Redis, alice: Caller) -> None:
    assert known(alice)
    (key,) = shared.keys("*session:*")
    name = key.decode().partition(":1:")[2]
    before = caches[config.SHARED].get(name)
    sessions.end(Session.objects.get())
    assert not known(alice)
    # Somebody who read the database just before brings their copy only now.
    assert not caches[config.SHARED].add(name, before)
    assert not known(alice)


def test_what_others_write_into_redis_is_no_session(shared: redis.Redis, alice_user: User, settings: Any) -> None:
    forged = dumps({"_auth_user_id": str(alice_user.pk)}, key="another secret", compress=True)
    caches[config.SHARED].set("session:abcdefghijklmnopqrstuvwxyz012345", forged)
    browser = Caller(browser_of(alice_user).client, {})
    browser.client.cookies[settings.SESSION_COOKIE_NAME] = "abcdefghijklmnopqrstuvwxyz012345"
    assert not known(browser)


def test_without_redis_everything_is_as_it_was(settings: Any, tmp_path: Any, alice_user: User) -> None:
    _use(settings, f"unix://{tmp_path}/nobody.sock")
    alice = browser_of(alice_user)
    assert known(alice)
    made = alice.post("/dashboards/", **SHAPE).json()
    assert alice.get(f"/dashboards/{made['id']}/").json()["name"] == "Errors"
    alice.post("/auth/logout/")
    assert not known(alice)


def test_a_dashboard_comes_from_redis_until_it_changes_and_never_to_another_organisation(
    shared: redis.Redis, alice: Caller, charlie: Caller, acme: Organisation, django_assert_max_num_queries: Any
) -> None:
    made = alice.post("/dashboards/", **SHAPE).json()
    path = f"/dashboards/{made['id']}/"
    assert alice.get(path).json() == made
    assert charlie.get(path).status_code == 404
    assert [each["name"] for each in alice.get("/dashboards/").json()["results"]] == ["Errors"]
    with django_assert_max_num_queries(4) as asked:
        assert alice.get(path).json() == made
        alice.get("/dashboards/")
    assert not [each["sql"] for each in asked.captured_queries if "dashboards_" in each["sql"]]
    alice.client.put(
        f"/api/v1{path}", {**SHAPE, "name": "Failures", "version": 1, "note": ""}, content_type="application/json",
        headers={"X-CSRFToken": alice.client.cookies["csrftoken"].value},
    )  # fmt: skip
    assert alice.get(path).json()["name"] == "Failures"
    assert [each["name"] for each in alice.get("/dashboards/").json()["results"]] == ["Failures"]


def test_without_a_postgresql_its_driver_is_not_loaded(house: Any) -> None:
    program = "import django; django.setup(); import rest_framework.compat, sys; print('psycopg' in sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "elkvision.server.config.settings", "ELKVISION_DATABASE": ""}
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"
