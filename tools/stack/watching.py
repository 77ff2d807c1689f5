"""Prometheus and Alertmanager with the files of deploy/: only the addresses are those of this machine."""

import shutil
from pathlib import Path
from typing import Any

import yaml
from tools.servers.distribution import NotHere
from tools.stack.facts import BACKGROUND, GATEWAYS, WEBS, Facts
from tools.stack.process import Process, answers

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def watchers(folder: Path, facts: Facts) -> list[Process]:
    return [_alertmanager(folder, facts), _prometheus(folder, facts)]


def _prometheus(folder: Path, facts: Facts) -> Process:
    own = folder / "prometheus"
    shutil.copytree(DEPLOY / "prometheus", own, dirs_exist_ok=True)
    written = yaml.safe_load((own / "prometheus.yml").read_text())
    at = f"127.0.0.1:{facts.ports['prometheus']}"
    written["global"]["external_labels"]["docs"] = f"{facts.url}/docs"
    written["alerting"]["alertmanagers"] = [_static(facts, "alertmanager")]
    written["scrape_configs"] = [
        {key: value for key, value in job.items() if not key.endswith("_sd_configs")}
        | {"static_configs": [{"targets": targets}]}
        for job in written["scrape_configs"]
        if (targets := _targets(facts, job["job_name"]))
    ]
    (own / "prometheus.yml").write_text(yaml.safe_dump(written, sort_keys=False))
    words = [f"--config.file={own}/prometheus.yml", f"--storage.tsdb.path={own}/data", f"--web.listen-address={at}"]
    return Process(
        "prometheus", [program("prometheus"), *words], {}, folder / "logs" / "prometheus.log",
        answers(f"http://{at}/-/ready"),
    )  # fmt: skip


def _alertmanager(folder: Path, facts: Facts) -> Process:
    own = folder / "alertmanager"
    own.mkdir(exist_ok=True)
    key = own / "key"
    key.touch(mode=0o600)
    written = yaml.safe_load((DEPLOY / "alertmanager" / "alertmanager.yml").read_text())
    for receiver in written["receivers"]:
        for hook in receiver.get("webhook_configs", []):
            hook["url"] = hook["url"].replace("http://backend:8000", f"http://127.0.0.1:{facts.ports[WEBS[0]]}")
            hook.get("http_config", {}).get("authorization", {})["credentials_file"] = str(key)
    (own / "alertmanager.yml").write_text(yaml.safe_dump(written, sort_keys=False))
    at = f"127.0.0.1:{facts.ports['alertmanager']}"
    words = [f"--config.file={own}/alertmanager.yml", f"--storage.path={own}/data", f"--web.listen-address={at}"]
    return Process(
        "alertmanager", [program("prometheus-alertmanager", "alertmanager"), *words, "--cluster.listen-address="], {},
        folder / "logs" / "alertmanager.log", answers(f"http://{at}/-/ready"),
    )  # fmt: skip


def _targets(facts: Facts, job: str) -> list[str]:
    """Of what runs here; a job of something that does not is left out."""
    kind = job.removeprefix("elkvision-")
    if kind in {"intake", "delivery"}:
        ports = [facts.doors(name)[kind] for name in GATEWAYS]
    else:
        ports = [facts.ports[name] for name in (*WEBS, *BACKGROUND) if name.startswith(f"{kind}-")]
    if job in {"prometheus", "alertmanager"}:
        ports = [facts.ports[job]]
    return [f"127.0.0.1:{port}" for port in ports]


def _static(facts: Facts, name: str) -> dict[str, Any]:
    return {"static_configs": [{"targets": [f"127.0.0.1:{facts.ports[name]}"]}]}


def program(*names: str) -> str:
    """The first that is here. Raises NotHere."""
    for name in names:
        if found := shutil.which(name):
            return found
    raise NotHere(f"{names[0]} is not here: apt-get install {names[0]}")
