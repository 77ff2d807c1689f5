"""What may be set from outside, read once, in one place.

Every process of the product gets the same data folder and finds everything else from it. This is
the only room that reads environment variables. Each can also be given as a file: `ELKVISION_<NAME>_FILE`.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from elkvision.core.environment import KEYS, file_of, names_of, variable
from elkvision.core.environment import given as from_outside
from elkvision.core.tenancy import MAIN_TENANT, TenantId, tenant_id

#: The longest path that a Unix socket may have on Linux is 107 bytes.
_LONGEST_SOCKET = 100


@dataclass(frozen=True)
class Settings:
    """One field a setting; `ELKVISION_<NAME>` in the environment sets it."""

    data_dir: Path = field(default_factory=lambda: default_data_dir())
    host: str = "127.0.0.1"
    web_port: int = 8000
    tcp_port: int = 5000
    udp_port: int = 5000
    http_port: int = 8080
    beats_port: int = 5044
    #: `clickhouse+embedded://` (in data_dir), `clickhouse+http(s)://user:password@host:port/database`,
    #: `elasticsearch+http(s)://user:password@host:port,host:port/prefix`, `memory://`. It may have a password in it.
    store: str = field(default="clickhouse+embedded://", repr=False)
    #: Empty means the private Valkey on a socket in run_dir; else what `core/redis_url.py` understands.
    redis_url: str = field(default="", repr=False)
    #: Empty means SQLite in data_dir, else `postgresql://user:password@host:port/name?sslmode=…`.
    database: str = field(default="", repr=False)
    #: Empty means that the database keeps the metadata of uploads, else `mongodb://user:password@host:port/name`.
    metadata: str = field(default="", repr=False)
    #: What signs cookies and links; empty means `secret.key` in data_dir. Machines that share a database share it.
    secret_key: str = field(default="", repr=False)
    #: A machine for trying things out: secrets may be weak.
    development: bool = False
    #: Live events go to the channel `logs:realtime` as well, of every organisation together.
    live_everybody: bool = False
    #: What the parts of the product show one another over TCP.
    internal_key: str = field(default="", repr=False)
    #: `host:port` where intake and delivery answer other machines, beside their sockets; empty means nowhere.
    intake_listen: str = ""
    delivery_listen: str = ""
    #: `http://host:port`, comma-separated: the gateways that web and worker ask; empty means the one in data_dir.
    intake_url: str = ""
    delivery_url: str = ""
    #: Where a gateway fetches its settings (`http://web:8000/internal/gateway.json`); empty means that they come as a file.
    settings_url: str = ""
    #: What people read of this gateway where there are several; empty means the machine's name.
    gateway_name: str = ""
    #: Whom TCP and UDP logs belong to.
    listener_tenant: TenantId = MAIN_TENANT
    #: The zone of times that say none (IANA name).
    listener_timezone: str = "UTC"
    #: Beats without a credential is accepted for the listener's tenant, as TCP is.
    max_event_bytes: int = 1 << 20
    max_body_bytes: int = 32 << 20
    spool_budget_bytes: int = 4 << 30
    segment_events: int = 100_000
    segment_seconds: float = 0.5
    dead_letter_bytes: int = 64 << 20
    #: Days that logs are kept unless the organisation says otherwise; 0 keeps them for ever.
    retention_days: int = 30
    #: Comma-separated origins and hosts that the web answers to, besides loopback and `host`.
    allowed_hosts: str = ""
    #: Set behind a TLS proxy: cookies become Secure and HSTS is sent.
    https: bool = False
    #: Comma-separated networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; empty means none,
    #: and this machine's own where `https` is set.
    trusted_proxies: str = ""
    #: `host:port` of `/metrics` and `/ready`, of a part that has no HTTP otherwise; empty means only the socket in run_dir.
    metrics_listen: str = ""
    #: What parts say on stderr: `text` for people, `json` for machines.
    log_format: str = "text"
    #: The organisation whose logs are those of the product's own parts; empty means that they are in their files alone.
    own_logs: str = ""
    #: It may have a password in it.
    smtp_url: str = field(default="", repr=False)
    #: How people reach the web, as links in messages begin; empty means `http://host:web_port`.
    public_url: str = ""
    #: Where a Kibana is that people may want to look into beside the UI; empty means that there is none.
    kibana_url: str = ""
    #: Comma-separated networks, addresses and names that notifications may go to although they are private.
    notify_allow: str = ""
    #: Comma-separated phrases that channels' secrets are encrypted with: the first one encrypts, all of them decrypt.
    #: Empty means the secret in data_dir.
    notify_key: str = field(default="", repr=False)
    #: May anybody register, or only the invited? The first owner always may.
    open_registration: bool = False
    #: Single sign-on by OpenID Connect: the provider's address, and as what it knows us. Empty means that there is none.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    #: What the button says.
    oidc_name: str = "single sign-on"
    oidc_scopes: str = "openid profile email"
    oidc_groups_claim: str = "groups"
    #: `group=organisation:role`, comma-separated; the group `*` is everybody.
    oidc_role_map: str = ""
    #: Does whoever the provider vouches for get an account?
    oidc_auto_create: bool = False
    #: Comma-separated domains of e-mail addresses; empty means all.
    oidc_allowed_domains: str = ""

    @property
    def run_dir(self) -> Path:
        """Where sockets live: `run` in the data folder, or a private short folder when that is too long."""
        near = self.data_dir / "run"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET - 20:
            return near
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"elkvision-{os.getuid()}-{digest}"

    @property
    def store_socket(self) -> Path:
        return self.run_dir / "store.sock"

    @property
    def intake_socket(self) -> Path:
        return self.run_dir / "intake.sock"

    @property
    def delivery_socket(self) -> Path:
        return self.run_dir / "delivery.sock"

    @property
    def valkey_socket(self) -> Path:
        return self.run_dir / "valkey.sock"

    @property
    def redis(self) -> str:
        return self.redis_url or f"unix://{self.valkey_socket}"

    @property
    def spool_dir(self) -> Path:
        return self.data_dir / "spool"

    @property
    def store_dir(self) -> Path:
        return self.data_dir / "store"

    @property
    def dead_letter_dir(self) -> Path:
        return self.data_dir / "dead"

    @property
    def upload_dir(self) -> Path:
        return self.data_dir / "uploads"

    @property
    def route_dir(self) -> Path:
        """Pipelines as delivery began segments with them."""
        return self.data_dir / "routes"

    @property
    def geo_dir(self) -> Path:
        """Geo databases in MaxMind's format; `elkvision geoip` puts them there."""
        return self.data_dir / "geoip"

    @property
    def reparse_dir(self) -> Path:
        """What reparses have staged: until a week after they ended they can be undone."""
        return self.data_dir / "reparses"

    def link(self, path: str) -> str:
        """An address of the web that works from elsewhere; `path` begins with a slash."""
        host = "localhost" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104  # compared, not bound
        host = f"[{host}]" if ":" in host else host
        return f"{self.public_url.rstrip('/') or f'http://{host}:{self.web_port}'}{path}"

    @property
    def snapshot_file(self) -> Path:
        """The gateway's settings, as the server last published them."""
        return self.data_dir / "gateway.json"

    def environment(self) -> dict[str, str]:
        """The variables that make a child process read these very settings, whatever else it inherits."""
        found = {}
        for f in fields(self):
            if f.name not in KEYS or getattr(self, f.name):  # an empty secret is refused, and none was given
                found[variable(f.name)] = _text(getattr(self, f.name))
            found |= {file_of(name): "" for name in names_of(f.name)}
        return found


def default_data_dir() -> Path:
    """`./data` where that is a data folder of ours (`make up` makes one), else the user's own."""
    here = Path("data").absolute()
    if (here / "secret.key").exists():
        return here
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "elkvision"


def load(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Settings from the environment, overridden by whatever is given and not None.

    Raises ValueError naming the variable that cannot be read.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    defaults = Settings()
    for f in fields(Settings):
        if given.get(f.name) is not None:
            values[f.name] = given[f.name]
        elif (found := from_outside(environment, f.name)) is not None:
            name, text = found
            try:
                values[f.name] = _read(text, type(getattr(defaults, f.name)))
            except ValueError as error:
                raise ValueError(f"{name}={text!r} cannot be read: {error}") from error
    if "data_dir" in values:
        values["data_dir"] = Path(str(values["data_dir"])).expanduser().absolute()
    if "listener_tenant" in values:
        values["listener_tenant"] = tenant_id(str(values["listener_tenant"]))
    return Settings(**values)  # type: ignore[arg-type]


def _read(text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in {"0", "1", "true", "false", "yes", "no", ""}:
            raise ValueError("use true or false")
        return text.lower() in {"1", "true", "yes"}
    if kind in (int, float):
        return kind(text)
    return text


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
