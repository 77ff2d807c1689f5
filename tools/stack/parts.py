"""The product's parts as separate processes that find one another by URL, as deploy/compose runs them."""

import os
import subprocess
import sys
from pathlib import Path

from tools.stack.facts import BACKGROUND, GATEWAYS, WEBS, Facts
from tools.stack.process import Failed, Process, answers

ELKVISION = Path(sys.executable).parent / "elkvision"


def parts(folder: Path, facts: Facts, store: str) -> list[Process]:
    """In the order of starting: who stands behind first."""
    shared = environment(facts, store)
    made = [_intake(folder, facts, name, shared) for name in GATEWAYS]
    made += [_delivery(folder, facts, name, shared) for name in GATEWAYS]
    made += [_web(folder, facts, name, shared) for name in WEBS]
    return made + [_background(folder, facts, name, shared) for name in BACKGROUND]


def migrate(folder: Path, facts: Facts, store: str) -> None:
    """Raises Failed."""
    done = subprocess.run(
        [ELKVISION, "migrate", "--data-dir", folder / "server"],
        env=environment(facts, store), capture_output=True, text=True, check=False,
    )  # fmt: skip
    (folder / "logs" / "migrate.log").write_text(done.stdout + done.stderr)
    if done.returncode:
        raise Failed(f"The database could not be migrated:\n{(done.stdout + done.stderr)[-3000:]}")


def environment(facts: Facts, store: str) -> dict[str, str]:
    """What all parts are told, and nothing that happens to be in ours."""
    ports, secrets = facts.ports, facts.secrets
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ELKVISION_", "REDIS_URL"))}
    at = "127.0.0.1"
    return inherited | {
        "ELKVISION_DATABASE": f"postgresql://elkvision:{secrets['postgresql']}@{at}:{ports['postgresql']}/elkvision",
        "ELKVISION_METADATA": f"mongodb://{at}:{ports['mongodb']}/elkvision",
        "ELKVISION_REDIS_URL": f"redis://:{secrets['redis']}@{at}:{ports['redis']}/0",
        "ELKVISION_STORE": store,
        "ELKVISION_SECRET_KEY": secrets["secret_key"],
        "ELKVISION_INTERNAL_KEY": secrets["internal_key"],
        "ELKVISION_NOTIFY_KEY": secrets["notify_key"],
        "ELKVISION_INTAKE_URL": ",".join(f"http://{at}:{facts.doors(name)['intake']}" for name in GATEWAYS),
        "ELKVISION_DELIVERY_URL": ",".join(f"http://{at}:{facts.doors(name)['delivery']}" for name in GATEWAYS),
        "ELKVISION_PUBLIC_URL": facts.url,
        "ELKVISION_ALLOWED_HOSTS": facts.url,
        "ELKVISION_HTTPS": "true",
        "ELKVISION_TRUSTED_PROXIES": at,
        # Those who are told are on this machine here, where messages may not go unless it is said.
        "ELKVISION_NOTIFY_ALLOW": at,
    }


def _intake(folder: Path, facts: Facts, gateway: str, shared: dict[str, str]) -> Process:
    doors = facts.doors(gateway)
    own = _gateway(folder, facts, gateway) | {
        "ELKVISION_TCP_PORT": str(doors["tcp"]),
        "ELKVISION_UDP_PORT": str(doors["tcp"]),
        "ELKVISION_HTTP_PORT": str(doors["http"]),
        "ELKVISION_BEATS_PORT": str(doors["beats"]),
        "ELKVISION_INTAKE_LISTEN": f"127.0.0.1:{doors['intake']}",
    }
    name = gateway.replace("gateway", "intake")
    return _part(folder, name, "intake", shared | own, f"http://127.0.0.1:{doors['intake']}/ready")


def _delivery(folder: Path, facts: Facts, gateway: str, shared: dict[str, str]) -> Process:
    at = f"127.0.0.1:{facts.doors(gateway)['delivery']}"
    own = _gateway(folder, facts, gateway) | {"ELKVISION_DELIVERY_LISTEN": at}
    return _part(folder, gateway.replace("gateway", "delivery"), "delivery", shared | own, f"http://{at}/ready")


def _gateway(folder: Path, facts: Facts, gateway: str) -> dict[str, str]:
    """Each has a folder of its own, which only its two processes share, and asks a web of its own for the settings."""
    web = facts.ports[WEBS[GATEWAYS.index(gateway)]]
    return {
        "ELKVISION_DATA_DIR": str(folder / gateway),
        "ELKVISION_GATEWAY_NAME": gateway,
        "ELKVISION_SETTINGS_URL": f"http://127.0.0.1:{web}/internal/gateway.json",
    }


def _web(folder: Path, facts: Facts, name: str, shared: dict[str, str]) -> Process:
    port = facts.ports[name]
    # What setup pages tell people to send to is one of the gateways.
    doors = facts.doors(GATEWAYS[0])
    own = {
        "ELKVISION_DATA_DIR": str(folder / "server"),
        "ELKVISION_WEB_PORT": str(port),
        "ELKVISION_TCP_PORT": str(doors["tcp"]),
        "ELKVISION_UDP_PORT": str(doors["tcp"]),
        "ELKVISION_HTTP_PORT": str(doors["http"]),
        "ELKVISION_BEATS_PORT": str(doors["beats"]),
    }
    return _part(folder, name, "web", shared | own, f"http://127.0.0.1:{port}/ready")


def _background(folder: Path, facts: Facts, name: str, shared: dict[str, str]) -> Process:
    kind = name.partition("-")[0]
    at = f"127.0.0.1:{facts.ports[name]}"
    data = folder / ("server" if kind == "worker" else name)
    own = {"ELKVISION_DATA_DIR": str(data), "ELKVISION_METRICS_LISTEN": at}
    return _part(folder, name, kind, shared | own, f"http://{at}/ready")


def _part(folder: Path, name: str, kind: str, environment: dict[str, str], ready: str) -> Process:
    return Process(name, [str(ELKVISION), kind], environment, folder / "logs" / f"{name}.log", answers(ready))
