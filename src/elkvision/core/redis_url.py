"""Redis or Valkey by URL: one for all our ways to speak with it.

    redis://user:password@host:6379/0
    rediss://…?ssl_ca_certs=/etc/ssl/own-ca.pem        TLS, with a certificate authority of one's own
    unix:///path/to.sock
    redis+sentinel://:password@h1:26379,h2:26379/service/0?sentinel_password=…
    rediss+sentinel://…                                the same with TLS to Redis and to the sentinels

Options after the question mark are redis-py's. Importing this imports no client.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import parse_qsl, quote, unquote, urlsplit

if TYPE_CHECKING:
    import redis
    import redis.asyncio

_PLAIN: Final = ("redis", "rediss", "unix")
_SENTINEL: Final = ("redis+sentinel", "rediss+sentinel")
_SENTINEL_PORT: Final = 26379
#: Numbers among redis-py's options; a URL has only text.
_NUMBERS: Final = {"socket_timeout", "socket_connect_timeout"}
_SWITCHES: Final = {"ssl_check_hostname", "socket_keepalive"}
#: What a certificate is to be, as Celery says it.
_CERTIFICATES: Final = {"none": "CERT_NONE", "optional": "CERT_OPTIONAL", "required": "CERT_REQUIRED"}


@dataclass(frozen=True)
class Sentinels:
    """Those who know where the leader of a service is."""

    hosts: tuple[tuple[str, int], ...]
    service: str
    #: How to connect to Redis itself, and to the sentinels.
    options: dict[str, Any] = field(repr=False)
    own_options: dict[str, Any] = field(repr=False)


def check(url: str) -> None:
    """Raises ValueError, in a sentence, when this URL cannot be one of ours."""
    sentinels_of(url)


def sentinels_of(url: str) -> Sentinels | None:
    """What a URL says of sentinels; None when it names Redis itself. Raises ValueError."""
    scheme = url.partition("://")[0]
    if scheme in _PLAIN:
        return None
    if scheme not in _SENTINEL:
        known = ", ".join(f"{each}://" for each in (*_PLAIN, *_SENTINEL))
        raise ValueError(f"{scheme}:// is no Redis that is known here, use one of {known}")
    found = urlsplit(url)
    service, _, database = found.path.strip("/").partition("/")
    if not service:
        raise ValueError("a URL of sentinels names the service: redis+sentinel://host:26379/mymaster/0")
    if not database.isdigit() and database:
        raise ValueError(f"{database!r} is no number of a database")
    given = {name: _value(name, text) for name, text in parse_qsl(found.query)}
    tls = {"ssl": True} if scheme.startswith("rediss") else {}
    tls |= {name: value for name, value in given.items() if name.startswith("ssl_")}
    rest = {name: value for name, value in given.items() if not name.startswith(("ssl_", "sentinel_"))}
    options = {**rest, **tls, "db": int(database or 0)}
    options |= {name: unquote(said) for name in ("username", "password") if (said := getattr(found, name))}
    own = {name.removeprefix("sentinel_"): value for name, value in given.items() if name.startswith("sentinel_")}
    hosts = tuple(_host(each) for each in found.netloc.rpartition("@")[2].split(","))
    return Sentinels(hosts, service, options, {**tls, **own})


def connect(url: str, **options: Any) -> "redis.Redis":
    """A client whose calls block. With sentinels it follows the leader."""
    import redis

    if (found := sentinels_of(url)) is None:
        return redis.Redis.from_url(url, **options)
    from redis import sentinel

    finder = cast(Any, sentinel.Sentinel)(found.hosts, sentinel_kwargs={**_patience(options), **found.own_options})
    leader: redis.Redis = finder.master_for(found.service, **{**found.options, **options})
    return leader


def connect_async(url: str, *, patience: float | None = None, **options: Any) -> "redis.asyncio.Redis":
    """A client for asyncio. With `patience`, whoever finds all `max_connections` taken waits so long for one."""
    import redis.asyncio as aredis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    # Connections that wait in the pool do not notice that Redis was started again, or that another one leads now.
    options = {"retry": Retry(NoBackoff(), 1), **options}
    if (found := sentinels_of(url)) is None:
        if patience is None:
            return aredis.Redis.from_url(url, **options)
        return aredis.Redis.from_pool(aredis.BlockingConnectionPool.from_url(url, timeout=patience, **options))
    from redis.asyncio import sentinel

    class Waiting(sentinel.SentinelConnectionPool, aredis.BlockingConnectionPool):
        """Follows the leader, and has its callers wait."""

    finder = cast(Any, sentinel.Sentinel)(found.hosts, sentinel_kwargs={**_patience(options), **found.own_options})
    wait = {} if patience is None else {"timeout": patience}
    pool = sentinel.SentinelConnectionPool if patience is None else Waiting
    leader: aredis.Redis = finder.master_for(
        found.service, connection_pool_class=pool, **{**found.options, **options, **wait}
    )
    return leader


#: Of the broker's connection, whichever Redis it is.
_TRANSPORT: Final = {"visibility_timeout": 3600, "socket_keepalive": True}


def for_celery(url: str) -> dict[str, Any]:
    """Celery's settings of its broker."""
    if (found := sentinels_of(url)) is None:
        return _for_celery_plain(url)
    who = f"{quote(found.options.get('username', ''), safe='')}:{quote(found.options.get('password', ''), safe='')}@"
    hosts = ";".join(f"sentinel://{who}{_written(host)}:{port}/{found.options['db']}" for host, port in found.hosts)
    own = {**{name: value for name, value in found.own_options.items() if name != "ssl"}, **_patience({})}
    if found.own_options.get("ssl"):
        own["ssl"] = True
    options = {**_TRANSPORT, "master_name": found.service, "sentinel_kwargs": own}
    tls = {"broker_use_ssl": _tls(found.options)} if found.options.get("ssl") else {}
    return {"broker_url": hosts, "broker_transport_options": options, **tls}


def _for_celery_plain(url: str) -> dict[str, Any]:
    scheme, _, rest = url.partition("://")
    if scheme == "unix":
        return {"broker_url": f"redis+socket://{rest}", "broker_transport_options": dict(_TRANSPORT)}
    found = urlsplit(url)
    given = {name: _value(name, text) for name, text in parse_qsl(found.query)}
    # Celery reads options of TLS apart, and would take the others of the URL for its own.
    plain = found._replace(scheme="redis" if scheme == "rediss" else scheme, query="").geturl()
    tls = {"broker_use_ssl": _tls(given)} if scheme == "rediss" else {}
    return {"broker_url": plain, "broker_transport_options": dict(_TRANSPORT), **tls}


def _tls(options: dict[str, Any]) -> dict[str, Any]:
    import ssl

    wanted = _CERTIFICATES[str(options.get("ssl_cert_reqs", "required"))]
    found = {name: value for name, value in options.items() if name.startswith("ssl_")}
    return {**found, "ssl_cert_reqs": getattr(ssl, wanted)}


def _patience(options: dict[str, Any]) -> dict[str, Any]:
    """A sentinel that does not answer must not hold up the ones that do."""
    return {
        "socket_timeout": options.get("socket_timeout") or 2.0,
        "socket_connect_timeout": options.get("socket_connect_timeout") or 2.0,
    }


def _value(name: str, text: str) -> Any:
    if name in _NUMBERS:
        return float(text)
    if name in _SWITCHES:
        return text.lower() in {"1", "true", "yes"}
    return text


def _host(text: str) -> tuple[str, int]:
    """Raises ValueError when it is no host with a port."""
    found = urlsplit(f"//{text}")
    if not found.hostname:
        raise ValueError(f"{text!r} is no host of a sentinel")
    return found.hostname, found.port or _SENTINEL_PORT


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
