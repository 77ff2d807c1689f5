"""OpenID Connect against a real provider on loopback: who gets in, as whom, and where to."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from tests.server.apps.accounts.test_two_factor import turn_on
from tests.server.conftest import PASSWORD, Caller, browser_of, person, stranger
from werkzeug.serving import make_server

from elkvision.server.apps.accounts.models import AuditEntry, Identity, Membership, Organisation, Role, Session, User

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.django_db,
]


class Provider:
    """The provider, and what was posted to its token endpoint."""

    def __init__(self) -> None:
        import oidc_provider_mock

        self.posted: list[dict[str, list[str]]] = []
        self._app = oidc_provider_mock.app(require_nonce=True)
        self._server = make_server("localhost", 0, self._listen, threaded=True)
        self.url = f"http://localhost:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def _listen(self, environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            self.posted.append(parse_qs(body.decode()))
            environ["wsgi.input"] = BytesIO(body)
        return self._app(environ, start_response)

    def knows(self, sub: str, **claims: Any) -> str:
        httpx.put(f"{self.url}/users/{sub}", json=claims).raise_for_status()
        return sub

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    configure(monkeypatch, ISSUER=running.url, CLIENT_ID="elkvision", CLIENT_SECRET="s3cret", NAME="Acme SSO")
    running.posted.clear()
    return running


def configure(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"ELKVISION_OIDC_{name}", value)


def come_back(caller: Caller, sub: str, next: str = "/explorer/") -> Any:
    """From the button to the provider, through its form, and back."""
    sent = caller.get("/auth/oidc/begin/", next=next)
    assert sent.status_code == 302
    there = httpx.post(sent.headers["Location"], data={"sub": sub})
    assert there.status_code == 302, there.text
    return caller.client.get(there.headers["location"].removeprefix("http://testserver"))


def said(answer: Any) -> str:
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["Location"]).query)["sso"][0]


def let_in(caller: Caller, answer: Any) -> str:
    assert answer.headers["Location"] == "/explorer/", answer.headers["Location"]
    return caller.get("/auth/me/").json()["username"]


def test_the_login_page_has_a_button_only_where_a_provider_is_set(
    running: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stranger().get("/setup/").json()["single_sign_on"] is None
    assert stranger().get("/auth/oidc/begin/").status_code == 404
    configure(monkeypatch, ISSUER=running.url, CLIENT_ID="elkvision", NAME="Acme SSO")
    assert stranger().get("/setup/").json()["single_sign_on"] == "Acme SSO"


def test_the_browser_is_sent_with_state_nonce_and_a_challenge_that_the_code_is_redeemed_with(
    provider: Provider, alice: Caller
) -> None:
    caller = stranger()
    asked = parse_qs(urlsplit(caller.get("/auth/oidc/begin/").headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid profile email"]
    assert len(asked["state"][0]) > 20
    assert asked["nonce"] != asked["state"]
    assert caller.client.cookies["elkvision_trip"]["httponly"]
    sub = provider.knows("a1", email="alice@acme.test", email_verified=True)
    sent = caller.get("/auth/oidc/begin/").headers["Location"]
    back = httpx.post(sent, data={"sub": sub}).headers["location"]
    caller.client.get(back.removeprefix("http://testserver"))
    verifier = provider.posted[-1]["code_verifier"][0]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert parse_qs(urlsplit(sent).query)["code_challenge"] == [digest]


def test_somebody_whose_verified_address_has_an_account_gets_it_and_the_password_is_none_any_more(
    provider: Provider, alice: Caller
) -> None:
    sub = provider.knows("a2", email="Alice@acme.test", email_verified=True)
    caller = stranger()
    assert let_in(caller, come_back(caller, sub)) == "alice"
    assert alice.get("/auth/me/").status_code == 401, "whoever made the account before is out"
    assert caller.post("/auth/login/", login="alice", password=PASSWORD).status_code == 401
    assert AuditEntry.objects.filter(action="linked the provider's account to", organisation__tenant="acme").exists()
    assert caller.get("/auth/sessions/").json()["results"][0]["current"] is True
    provider.knows("a2", email="alice@elsewhere.test", email_verified=False)
    again = stranger()
    assert let_in(again, come_back(again, sub)) == "alice", "known by the provider's own name from then on"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_nobody_verified_gives_nobodys_account(
    provider: Provider, alice: Caller, verified: Any
) -> None:
    sub = provider.knows("m1", email="alice@acme.test", email_verified=verified)
    caller = stranger()
    assert said(come_back(caller, sub)) == "email"
    assert caller.get("/auth/me/").status_code == 401
    assert alice.get("/auth/me/").status_code == 200
    assert not Identity.objects.exists()


def test_a_second_person_of_the_provider_never_gets_the_same_account(provider: Provider, alice: Caller) -> None:
    first = provider.knows("a3", email="alice@acme.test", email_verified=True)
    second = provider.knows("a4", email="alice@acme.test", email_verified=True)
    caller = stranger()
    assert let_in(caller, come_back(caller, first)) == "alice"
    assert said(come_back(stranger(), second)) == "taken"


def test_a_newcomer_gets_an_account_only_where_that_is_allowed(
    provider: Provider, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    sub = provider.knows("n1", email="nina@acme.test", email_verified=True, preferred_username="alice", name="Nina")
    assert said(come_back(stranger(), sub)) == "unknown"
    configure(monkeypatch, AUTO_CREATE="true")
    caller = stranger()
    assert let_in(caller, come_back(caller, sub)) == "alice-2"
    nina = User.objects.get(email="nina@acme.test")
    assert nina.name == "Nina"
    assert not nina.has_usable_password()
    assert not Membership.objects.filter(user=nina).exists()


def test_only_addresses_of_allowed_domains_are_let_in(
    provider: Provider, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, AUTO_CREATE="true", ALLOWED_DOMAINS="acme.test, Sub.Acme.test")
    for n, (email, way) in enumerate(
        [
            ("x@evil.test", "domain"),
            ("x@acme.test.evil.test", "domain"),
            ("x@sub.acme.test", None),
            ("x@ACME.test", None),
        ]
    ):
        sub = provider.knows(f"d{n}", email=email, email_verified=True)
        caller = stranger()
        answer = come_back(caller, sub)
        assert (said(answer) if way else let_in(caller, answer)) is not None
        assert ("sso=domain" in answer.headers["Location"]) == (way == "domain"), email


def test_groups_give_roles_and_take_them_back(
    provider: Provider, alice: Caller, acme: Organisation, globex: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        monkeypatch, AUTO_CREATE="true", ROLE_MAP="dev=acme:editor, lead=acme:admin, ops=globex:viewer, x=nowhere:owner"
    )
    nobody = provider.knows("g0", email="zoe@acme.test", email_verified=True, groups=["cooks"])
    assert said(come_back(stranger(), nobody)) == "organisation"
    assert not User.objects.filter(email="zoe@acme.test").exists()

    def roles(*groups: str) -> dict[str, str]:
        sub = provider.knows("g1", email="gil@acme.test", email_verified=True, groups=list(groups))
        come_back(stranger(), sub)
        found = Membership.objects.filter(user__email="gil@acme.test").select_related("organisation")
        return {each.organisation.tenant: each.role for each in found}

    assert roles("dev", "lead", "ops") == {"acme": "admin", "globex": "viewer"}
    assert roles("dev") == {"acme": "editor"}
    assert roles("ops") == {"globex": "viewer"}
    told = alice.get("/audit/").json()["results"]
    assert [each["action"] for each in told] == ["removed, by group,", "made, by group,", "made, by group,"]


def test_groups_leave_alone_what_people_gave_and_the_last_owner(
    provider: Provider, alice: Caller, acme: Organisation, globex: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    Membership.objects.create(user=User.objects.get(username="alice"), organisation=globex, role=Role.EDITOR)
    configure(monkeypatch, ROLE_MAP="*=acme:viewer")
    sub = provider.knows("a5", email="alice@acme.test", email_verified=True)
    caller = stranger()
    assert let_in(caller, come_back(caller, sub)) == "alice"
    found = {each["tenant"]: each["role"] for each in caller.get("/auth/me/").json()["organisations"]}
    assert found == {"acme": "owner", "globex": "editor"}


def test_a_second_factor_of_ones_own_is_asked_for_after_the_provider(provider: Provider, alice: Caller) -> None:
    app, _ = turn_on(alice)
    sub = provider.knows("a6", email="alice@acme.test", email_verified=True)
    caller = stranger()
    answer = come_back(caller, sub)
    address, _, ticket = answer.headers["Location"].partition("#ticket=")
    assert address == "/login/?next=%2Fexplorer%2F"
    assert caller.get("/auth/me/").status_code == 401
    assert caller.post("/auth/login/code/", ticket=unquote(ticket), code=app.code()).status_code == 200


def test_who_comes_only_by_the_provider_has_what_the_organisation_requires(
    provider: Provider, acme: Organisation
) -> None:
    person("bob", acme, Role.EDITOR)
    Organisation.objects.update(require_two_factor=True)
    sub = provider.knows("b1", email="bob@acme.test", email_verified=True)
    caller = stranger()
    assert let_in(caller, come_back(caller, sub)) == "bob"
    assert caller.get("/logs/search/").status_code == 200


def test_logging_out_names_where_the_provider_logs_out(provider: Provider, alice: Caller) -> None:
    sub = provider.knows("a7", email="alice@acme.test", email_verified=True)
    caller = stranger()
    come_back(caller, sub)
    answer = caller.post("/auth/logout/")
    address = answer.json()["go_to"]
    assert address.startswith(f"{provider.url}/oauth2/end_session?")
    assert parse_qs(urlsplit(address).query)["post_logout_redirect_uri"] == ["http://testserver/login/"]
    assert caller.get("/auth/me/").status_code == 401


def test_a_password_login_logs_out_here_alone(provider: Provider, alice: Caller) -> None:
    assert alice.post("/auth/logout/").status_code == 204


def test_a_way_back_that_this_browser_did_not_begin_leads_nowhere(provider: Provider, alice: Caller) -> None:
    sub = provider.knows("a8", email="alice@acme.test", email_verified=True)
    mallory, victim = stranger(), stranger()
    there = httpx.post(mallory.get("/auth/oidc/begin/").headers["Location"], data={"sub": sub})
    back = there.headers["location"].removeprefix("http://testserver")
    assert said(victim.client.get(back)) == "state"
    victim.get("/auth/oidc/begin/")
    assert said(victim.client.get(back)) == "state"
    assert not Session.objects.exclude(user__username="alice").exists()
    assert victim.get("/auth/me/").status_code == 401
    assert said(mallory.client.get(back.replace("code=", "code=x"))) == "provider"
    assert said(mallory.client.get(back)) == "state", "a trip is made once"


def test_who_says_no_at_the_provider_is_back_at_the_login(provider: Provider, alice: Caller) -> None:
    caller = stranger()
    sent = caller.get("/auth/oidc/begin/").headers["Location"]
    back = httpx.post(sent, data={"action": "deny"}).headers["location"]
    state = parse_qs(urlsplit(sent).query)["state"][0]
    answer = caller.get("/auth/oidc/callback/", error=parse_qs(urlsplit(back).query)["error"][0], state=state)
    assert said(answer) == "denied"


@pytest.mark.parametrize(
    "next", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "\n/x", ""]
)
def test_nobody_is_led_elsewhere_afterwards(provider: Provider, alice: Caller, next: str) -> None:
    sub = provider.knows("a9", email="alice@acme.test", email_verified=True)
    assert come_back(stranger(), sub, next=next).headers["Location"] == "/dashboard/"


def test_a_provider_that_does_not_answer_is_said_at_the_login(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch, ISSUER="http://localhost:1", CLIENT_ID="x")
    assert said(stranger().get("/auth/oidc/begin/")) == "provider"


def test_no_mail_gives_a_password_to_who_comes_only_by_the_provider(
    provider: Provider, acme: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = person("bob", acme, Role.EDITOR)
    browser_of(bob)
    sent: list[Any] = []
    monkeypatch.setattr("elkvision.server.apps.accounts.mail.send_soon", lambda *letter: sent.append(letter))
    come_back(stranger(), provider.knows("b2", email="bob@acme.test", email_verified=True))
    caller = stranger()
    caller.get("/setup/")
    assert caller.post("/auth/password-reset/", email="bob@acme.test").status_code == 204
    assert sent == []
