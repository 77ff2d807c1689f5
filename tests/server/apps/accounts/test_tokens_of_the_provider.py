"""What of a provider's answers is believed: its own signature, for us, now, for this login. Nothing else."""

import time
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from elkvision.core.settings import load
from elkvision.server.apps.accounts.models import Role
from elkvision.server.apps.accounts.oidc import rolemap, trip
from elkvision.server.apps.accounts.oidc.provider import Provider, ProviderError

ISSUER = "https://sso.acme.test"
THEIRS, OTHERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
TRIP = trip.Trip("state", "the nonce", "verifier", "/")


def published(key: rsa.RSAPrivateKey, kid: str) -> dict[str, Any]:
    return jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "use": "sig"}


class Fake(Provider):
    """The network, written down."""

    def __init__(self, token: str = "", userinfo: dict[str, Any] | None = None, **about: Any) -> None:
        super().__init__(
            replace(
                load(), oidc_issuer=ISSUER, oidc_client_id="elkvision", oidc_client_secret="the secret of the client"
            )
        )
        self.asked: list[str] = []
        self.answers: dict[str, Any] = {
            f"{ISSUER}/.well-known/openid-configuration": {
                "issuer": ISSUER,
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "userinfo_endpoint": f"{ISSUER}/me",
            }
            | about,
            f"{ISSUER}/token": {"id_token": token, "access_token": "a"},
            f"{ISSUER}/keys": {"keys": [published(THEIRS, "k1")]},
            f"{ISSUER}/me": userinfo or {"sub": "s1"},
        }

    def _ask(self, method: str, url: str, **how: Any) -> dict[str, Any]:
        self.asked.append(url)
        return self.answers[url]


def token(key: Any = THEIRS, alg: str = "RS256", kid: str = "k1", **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "elkvision",
        "sub": "s1",
        "iat": now,
        "exp": now + 60,
        "nonce": "the nonce",
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=alg, headers={"kid": kid})


def test_a_good_token_is_believed() -> None:
    assert Fake(token(email="a@b.test")).arrival("code", TRIP, "http://x/").claims["email"] == "a@b.test"


@pytest.mark.parametrize(
    "wrong",
    [
        token(OTHERS),
        token(kid="k2"),
        token("the secret of the client, long enough", alg="HS256"),
        token(None, alg="none"),
        token(aud="another"),
        token(aud=["elkvision", "another"], azp="another"),
        token(iss="https://evil.test"),
        token(exp=int(time.time()) - 120),
        token(exp=None),
        token(nonce="another"),
        token(nonce=None),
        token(sub=None),
        token()[:-4] + "AAAA",
        "",
        "a.b.c",
    ],
    ids=[
        "anothers key", "a key that is not published", "the clients secret", "no signature", "for another", "azp",
        "of another provider", "too old", "without end", "of another login", "without nonce", "of nobody", "changed",
        "nothing", "no token",
    ],
)  # fmt: skip
def test_everything_else_is_not(wrong: str) -> None:
    with pytest.raises(ProviderError):
        Fake(wrong).arrival("code", TRIP, "http://x/")


def test_new_keys_of_the_provider_are_asked_for_once_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake(token())
    fake.arrival("code", TRIP, "http://x/")
    fake.arrival("code", TRIP, "http://x/")
    assert fake.asked.count(f"{ISSUER}/keys") == 1
    fake.answers[f"{ISSUER}/keys"] = {"keys": [published(OTHERS, "k2")]}
    fake.answers[f"{ISSUER}/token"] = {"id_token": token(OTHERS, kid="k2")}
    with pytest.raises(ProviderError):  # not for each forged name of a key
        fake.arrival("code", TRIP, "http://x/")
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + 61)
    assert fake.arrival("code", TRIP, "http://x/").claims["sub"] == "s1"


def test_what_the_token_does_not_say_is_asked_for_and_cannot_be_about_somebody_else() -> None:
    more = {"sub": "s1", "email": "a@b.test", "groups": ["dev"], "iss": "https://evil.test"}
    claims = Fake(token(), userinfo=more).arrival("code", TRIP, "http://x/").claims
    assert claims["groups"] == ["dev"]
    assert claims["iss"] == ISSUER
    with pytest.raises(ProviderError, match="somebody else"):
        Fake(token(), userinfo=more | {"sub": "s2"}).arrival("code", TRIP, "http://x/")


@pytest.mark.parametrize(
    "about", [{"issuer": "https://evil.test"}, {"token_endpoint": "http://evil.test/token"}, {"token_endpoint": None}]
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(about: dict[str, Any]) -> None:
    with pytest.raises(ProviderError):
        Fake(token(), **about).arrival("code", TRIP, "http://x/")


def test_a_provider_without_tls_is_only_for_loopback() -> None:
    with pytest.raises(ProviderError, match="https"):
        Provider(replace(load(), oidc_issuer="http://sso.acme.test"))
    Provider(replace(load(), oidc_issuer="http://127.0.0.1:8080"))


def test_of_several_groups_the_highest_role_counts() -> None:
    rules = rolemap.read("dev=acme:viewer, a=b=acme:admin, *=globex:viewer")
    assert rolemap.roles(rules, ["dev", "a=b"]) == {"acme": Role.ADMIN, "globex": Role.VIEWER}
    assert rolemap.roles(rules, []) == {"globex": Role.VIEWER}


@pytest.mark.parametrize("text", ["dev", "dev=acme", "dev=acme:king", "=acme:viewer", "dev=:viewer"])
def test_a_rule_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="is no rule"):
        rolemap.read(text)
