"""What we ask of the provider, and what of its answers is believed."""

import hmac
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from elkvision.core.errors import ElkVisionError
from elkvision.core.settings import Settings
from elkvision.server.apps.accounts.oidc.trip import Trip

#: Only with keys of two halves: with the client's secret as key anybody who has that makes tokens.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_TIMEOUT = 10.0
_LEEWAY = 60
_DOCUMENT_SECONDS = 3600.0
_KEYS_SECONDS = 60.0
_LARGEST = 1 << 20


class ProviderError(ElkVisionError):
    """The provider does not answer, or says what cannot be believed."""


@dataclass(frozen=True)
class Arrival:
    """Who the provider says came."""

    claims: Mapping[str, Any]
    id_token: str


class Provider:
    """One provider. What it says of itself is kept for an hour, its keys are asked for again when one is not known."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._lock = threading.Lock()
        self._document: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, Any] | None = None
        _trustworthy(self._issuer)

    def address(self, trip: Trip, redirect_uri: str) -> str:
        """Where the browser is sent to."""
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": redirect_uri,
            "scope": self._settings.oidc_scopes,
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def arrival(self, code: str, trip: Trip, redirect_uri: str) -> Arrival:
        """Who comes back with that code. Raises ProviderError."""
        answer = self._post(
            self._endpoint("token_endpoint"),
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": trip.verifier,
            },
        )
        id_token = str(answer.get("id_token", ""))
        claims = self._believed(id_token, trip.nonce)
        return Arrival(self._with_userinfo(claims, str(answer.get("access_token", ""))), id_token)

    def farewell(self, id_token: str, then: str) -> str | None:
        """Where a browser logs out there too; None where the provider has no such place."""
        try:
            endpoint = str(self._about().get("end_session_endpoint") or "")
        except ProviderError:
            return None
        if not endpoint:
            return None
        asked = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": then,
            "client_id": self._settings.oidc_client_id,
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def _believed(self, id_token: str, nonce: str) -> dict[str, Any]:
        import jwt

        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in ALGORITHMS:
                raise ProviderError(f"The provider signs with {header.get('alg')}, which is not taken.")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(header.get("kid")),
                algorithms=[header["alg"]],
                audience=self._settings.oidc_client_id,
                issuer=str(self._about()["issuer"]),
                leeway=_LEEWAY,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderError(f"The provider's token is not to be believed: {error}") from error
        if not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
            raise ProviderError("The provider's token is not of this login.")
        if claims.get("azp", self._settings.oidc_client_id) != self._settings.oidc_client_id:
            raise ProviderError("The provider's token is for another program.")
        return claims

    def _with_userinfo(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """What the token does not say the provider is asked for; the token's own word goes first."""
        wanted = {"email", "email_verified", self._settings.oidc_groups_claim}
        endpoint = self._about().get("userinfo_endpoint")
        if wanted <= set(claims) or not endpoint or not access_token:
            return claims
        more = self._get(str(endpoint), {"Authorization": f"Bearer {access_token}"})
        if more.get("sub") != claims["sub"]:
            raise ProviderError("The provider speaks of somebody else than its token does.")
        return {**more, **claims}

    def _key(self, kid: str | None) -> Any:
        import jwt

        for fresh in (False, True):
            found = [key for key in self._key_set(fresh=fresh).keys if kid is None or key.key_id == kid]
            if len(found) == 1:
                return found[0]
        raise jwt.InvalidKeyError("no key of that name is published")

    def _key_set(self, *, fresh: bool) -> Any:
        import jwt

        with self._lock:
            kept = self._keys
        if kept and not (fresh and time.monotonic() - kept[0] > _KEYS_SECONDS):
            return kept[1]
        found = jwt.PyJWKSet.from_dict(self._get(self._endpoint("jwks_uri")))
        with self._lock:
            self._keys = (time.monotonic(), found)
        return found

    def _about(self) -> dict[str, Any]:
        with self._lock:
            kept = self._document
        if kept and time.monotonic() - kept[0] < _DOCUMENT_SECONDS:
            return kept[1]
        found = self._get(f"{self._issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            raise ProviderError(f"{self._issuer} says that it is {found.get('issuer')}.")
        with self._lock:
            self._document = (time.monotonic(), found)
        return found

    def _endpoint(self, name: str) -> str:
        endpoint = self._about().get(name)
        if not isinstance(endpoint, str):
            raise ProviderError(f"The provider has no {name}.")
        _trustworthy(endpoint)
        return endpoint

    def _get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        return self._ask("GET", url, headers=dict(headers or {}))

    def _post(self, url: str, form: Mapping[str, str]) -> dict[str, Any]:
        client, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret
        methods = self._about().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if secret and "client_secret_basic" in methods:
            return self._ask("POST", url, data=dict(form), auth=_basic(client, secret))
        named = {"client_id": client} | ({"client_secret": secret} if secret else {})
        return self._ask("POST", url, data={**form, **named})

    def _ask(self, method: str, url: str, **how: Any) -> dict[str, Any]:
        import httpx

        try:
            answer = httpx.request(method, url, timeout=_TIMEOUT, follow_redirects=False, **how)
            if answer.status_code != 200:
                raise ProviderError(f"The provider answered {answer.status_code}: {answer.text[:200]}")
            if len(answer.content) > _LARGEST:
                raise ProviderError("The provider's answer is too long.")
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderError(f"The provider cannot be asked: {error}") from error
        if not isinstance(found, dict):
            raise ProviderError("The provider's answer is no object.")
        return found


def _basic(client: str, secret: str) -> tuple[str, str]:
    from urllib.parse import quote

    return quote(client, safe=""), quote(secret, safe="")


def _trustworthy(url: str) -> None:
    """Raises ProviderError for an address that anybody on the way could answer for."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _is_here(parts.hostname or ""):
        return
    raise ProviderError(f"{url} is no https address.")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
