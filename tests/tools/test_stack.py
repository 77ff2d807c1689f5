"""What the stack keeps for the next time, and that nothing of it is left when it is killed."""

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import yaml
from tools.stack import guard, watching
from tools.stack.facts import SECRETS, facts_in
from tools.stack.parts import environment

ROOT = Path(__file__).resolve().parents[2]


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)


def test_ports_and_secrets_stay_the_same(tmp_path: Path) -> None:
    first, again = facts_in(tmp_path), facts_in(tmp_path, {"https": 8443})
    assert first.secrets == again.secrets
    assert again.ports == first.ports | {"https": 8443}
    assert len(set(first.ports.values())) == len(first.ports)
    assert (tmp_path / "stack.json").stat().st_mode & 0o077 == 0
    assert all(len(first.secrets[name]) == 64 for name in SECRETS)
    assert not any(secret in repr(first) for secret in first.secrets.values())


def test_parts_are_told_nothing_that_is_meant_for_another_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELKVISION_SMTP_URL", "smtp://mail.example.com")
    told = environment(facts_in(tmp_path), "memory://")
    assert "ELKVISION_SMTP_URL" not in told
    assert told["ELKVISION_INTAKE_URL"].count("http://127.0.0.1:") == 2


def test_who_was_written_down_ends_with_the_stack_and_nobody_else(tmp_path: Path) -> None:
    of_the_stack, of_others, over = sleeper(), sleeper(), sleeper()
    over.kill()
    over.wait()
    try:
        guard.note(tmp_path, [of_the_stack.pid])
        known = json.loads((tmp_path / "running.json").read_text())
        # A number that was given to another process since.
        known.append([of_others.pid, psutil.Process(of_others.pid).create_time() - 1000])
        (tmp_path / "running.json").write_text(json.dumps(known))
        command = [sys.executable, "-m", "tools.stack.guard", str(over.pid), str(tmp_path)]
        subprocess.run(command, cwd=ROOT, check=True, timeout=60)
        assert of_the_stack.wait(10) != 0
        assert of_others.poll() is None
    finally:
        for each in (of_the_stack, of_others):
            each.kill()
            each.wait()


def test_prometheus_and_alertmanager_have_the_files_of_deploy_with_other_addresses(tmp_path: Path) -> None:
    facts = facts_in(tmp_path)
    (tmp_path / "logs").mkdir()
    watching.watchers(tmp_path, facts)
    original = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    written = yaml.safe_load((tmp_path / "prometheus" / "prometheus.yml").read_text())
    assert written["rule_files"] == original["rule_files"]
    assert (tmp_path / "prometheus" / "rules" / "alerts.yml").exists()
    ours = {job["job_name"]: job["static_configs"][0]["targets"] for job in written["scrape_configs"]}
    assert {name for name in ours if name.startswith("elkvision-")} == {
        job["job_name"] for job in original["scrape_configs"] if job["job_name"].startswith("elkvision-")
    }
    assert all(target.startswith("127.0.0.1:") for targets in ours.values() for target in targets)
    for name, file in (("promtool", "prometheus/prometheus.yml"), ("amtool", "alertmanager/alertmanager.yml")):
        verb = ["check", "config"] if name == "promtool" else ["check-config"]
        subprocess.run([name, *verb, str(tmp_path / file)], check=True, capture_output=True, timeout=60)
