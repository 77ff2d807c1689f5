"""Where a cluster is and how to speak with it: read from the store's URL."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from elkvision.core.errors import BadRequest

EXAMPLE: Final = "elasticsearch+https://user:password@host:9200,other:9200/logs?ca=/etc/ca.pem"
#: Parts that each begin with a letter: so no prefix's pattern of indices has the indices of another.
_PREFIX: Final = re.compile(r"[a-z][a-z0-9_]*(?:-[a-z][a-z0-9_]*)*\Z")
_FINGERPRINT: Final = re.compile(r"(?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}\Z")

Durability = Literal["request", "async"]


@dataclass(frozen=True)
class Address:
    """`nodes` are URLs without a password. What is secret is in no repr.

    `replicas` None means one, or none while the cluster has a single node for data.
    """

    nodes: tuple[str, ...]
    prefix: str = "logs"
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: Path | None = None
    fingerprint: str = ""
    replicas: int | None = None
    shards: int = 1
    durability: Durability = "request"
    codec: str = "best_compression"

    @property
    def place(self) -> str:
        """The nodes as a person reads them."""
        return ", ".join(node.partition("://")[2] for node in self.nodes)


def read_address(url: str, environment: Mapping[str, str] | None = None) -> Address:
    """`elasticsearch+http(s)://[user:password@]host:port[,host:port…][/prefix][?options]`.

    Options: `ca` (a file), `fingerprint` (SHA-256 of the certificate), `api_key`, `replicas`, `shards`, `durability`
    (`request` or `async`), `codec` (`best_compression` or `default`). An API key may be in ELKVISION_STORE_API_KEY
    instead. Raises BadRequest, whose words never have what is secret.
    """
    scheme, separator, rest = url.partition("://")
    scheme = scheme.removeprefix("elasticsearch+")
    if not separator or scheme not in {"http", "https"}:
        raise BadRequest("This URL names no Elasticsearch.", hint=EXAMPLE)
    parts = urlsplit("//" + rest)
    names, _, hosts = parts.netloc.rpartition("@")
    user, _, password = names.partition(":")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if environment is None:
        environment = os.environ
    return Address(
        nodes=tuple(_node(scheme, host) for host in hosts.split(",")),
        prefix=_prefix(parts.path.strip("/") or "logs"),
        user=unquote(user),
        password=unquote(password),
        api_key=options.pop("api_key", "") or environment.get("ELKVISION_STORE_API_KEY", ""),
        **_options(options),  # type: ignore[arg-type]  # each is read as its field's type there
    )


def _node(scheme: str, host: str) -> str:
    try:
        parts = urlsplit(f"{scheme}://{host}")
        port = parts.port or 9200
    except ValueError:
        # With an odd sign in the password this is not a host but a piece of it: it is not repeated.
        hint = f"{EXAMPLE}, with odd signs of the password as %2F and so on"
        raise BadRequest("A node in the store's URL is no host and port.", hint=hint) from None
    if not parts.hostname:
        raise BadRequest("A node of Elasticsearch needs a name.", hint=EXAMPLE)
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{scheme}://{name}:{port}"


def _prefix(text: str) -> str:
    if not _PREFIX.match(text):
        raise BadRequest(
            f'"{text}" cannot begin the names of indices.',
            hint="use a-z, 0-9 and _; each part between - begins with a letter",
        )
    return text


def _options(given: Mapping[str, str]) -> dict[str, object]:
    read: dict[str, object] = {}
    for name, text in given.items():
        match name:
            case "ca":
                read[name] = Path(text)
                if not Path(text).is_file():
                    raise BadRequest(f'There is no file "{text}" with the certificate authority.')
            case "fingerprint" if _FINGERPRINT.match(text):
                read[name] = text.replace(":", "").lower()
            case "replicas" if text.isdecimal() and int(text) <= 10:
                read[name] = int(text)
            case "shards" if text.isdecimal() and 1 <= int(text) <= 100:
                read[name] = int(text)
            case "durability" if text in {"request", "async"}:
                read[name] = cast(Durability, text)
            case "codec" if text in {"default", "best_compression"}:
                read[name] = text
            case _:
                known = "ca, fingerprint, api_key, replicas, shards, durability, codec"
                raise BadRequest(f'The option "{name}" of the store\'s URL cannot be read.', hint=f"there are {known}")
    return read
