"""The doctor says what is wrong, and the mend."""

import json
import os
import socket
from dataclasses import replace

import psutil
import pytest
from click.testing import CliRunner

from elkvision.core.settings import Settings
from elkvision.supervisor import folder
from elkvision.supervisor.cli import main
from elkvision.supervisor.examining import machine, running


@pytest.fixture
def settings(tmp_path):
    found = Settings(data_dir=tmp_path / "data", web_port=0, tcp_port=0, udp_port=0, http_port=0, beats_port=0)
    folder.prepare(found)
    return found


def doctor(settings, *flags, **ports):
    words = [f"--{name}-port={ports.get(name, 0)}" for name in ("web", "tcp", "udp", "http", "beats")]
    return CliRunner().invoke(main, ["doctor", "--data-dir", str(settings.data_dir), *words, *flags])


def test_a_machine_without_trouble_is_said_to_be_well(settings):
    result = doctor(settings)

    assert result.exit_code == 0
    assert "Everything looks good." in result.output
    assert "start it with `elkvision up`" in result.output


def test_a_port_in_use_is_a_problem_with_its_mend(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = doctor(settings, http=taken.getsockname()[1])

    assert result.exit_code == 1
    assert f"(process {os.getpid()})" in result.output
    assert "→ choose another with --http-port or ELKVISION_HTTP_PORT" in result.output
    assert "1 to mend." in result.output


def test_findings_are_there_as_json(settings):
    findings = json.loads(doctor(settings, "--json").output)

    assert {"python", "chdb-core", "memory", "clock", "data folder", "spool"} <= {each["about"] for each in findings}
    assert all(set(each) == {"about", "status", "words", "mend"} for each in findings)


def test_a_folder_that_cannot_be_used_is_the_last_thing_looked_at(tmp_path):
    (tmp_path / "data").touch()

    result = doctor(Settings(data_dir=tmp_path / "data"))

    assert result.exit_code == 1
    assert "it is a file, not a folder" in result.output
    assert "spool" not in result.output


def test_parts_that_do_not_answer_are_named_with_their_logs(settings):
    lock = folder.lock(settings, print)
    try:
        result = doctor(settings)
    finally:
        os.close(lock)

    assert f"runs as process {os.getpid()}" in result.output
    assert "delivery does not answer" in result.output
    assert "logs/delivery.log" in result.output
    assert result.exit_code == 1


def test_a_cluster_that_does_not_answer_is_a_problem_without_its_password(settings, monkeypatch):
    monkeypatch.setenv("ELKVISION_STORE", "elasticsearch+http://alice:s3cret@127.0.0.1:1/logs")

    result = doctor(settings)

    assert result.exit_code == 1
    assert "Elasticsearch at 127.0.0.1:1 cannot be reached" in result.output
    assert "s3cret" not in result.output


def test_a_store_that_is_no_part_is_looked_at_by_its_own_words(settings, monkeypatch):
    monkeypatch.setenv("ELKVISION_STORE", "memory://")

    assert "Memory at memory://: The memory of this process has the logs." in doctor(settings).output


def test_a_terminal_that_does_not_know_the_products_store_is_told(settings):
    url = "elasticsearch+https://alice:s3cret@logs:9200/x"
    lock = folder.lock(settings, print)
    try:
        folder.remember(replace(settings, store=url))
        result = doctor(settings)
    finally:
        os.close(lock)

    assert "The product keeps its logs in elasticsearch+https://alice:•••@logs:9200/x" in result.output
    assert "store does not answer" not in result.output
    assert "s3cret" not in result.output + (settings.data_dir / "running.json").read_text()


def test_another_version_of_the_engine_is_a_problem(monkeypatch):
    monkeypatch.setattr(machine, "CHDB", "1.0.0")

    found = {each.about: each for each in machine.versions()}

    assert found["chdb-core"].status == "problem"
    assert "pip install chdb-core==1.0.0" in found["chdb-core"].mend


def test_a_package_that_is_missing_is_a_problem(monkeypatch):
    def absent(name):
        raise machine.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(machine.metadata, "version", absent)

    assert {each.status for each in machine.versions() if each.about != "python"} == {"problem"}


def test_little_memory_is_a_note(monkeypatch):
    full = psutil.virtual_memory()._replace(available=100 << 20)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: full)

    assert [each.status for each in machine.memory()] == ["note"]


def test_a_clock_before_the_product_is_a_problem(monkeypatch):
    monkeypatch.setattr(machine.time, "time", lambda: 0.0)

    assert [each.status for each in machine.clock()] == ["problem"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (None, "note"),
        ("{", "problem"),
        ("[]", "problem"),
        ('{"version": 2, "keys": {}, "tenants": {"main": {}}}', "good"),
    ],
)
def test_the_gateways_settings_are_read_as_intake_reads_them(settings, text, status):
    if text is not None:
        settings.snapshot_file.write_text(text)

    assert [each.status for each in running.snapshot(settings)] == [status]


def test_a_spool_that_is_nearly_full_is_a_problem(settings):
    settings.spool_dir.mkdir()
    (settings.spool_dir / "segment").write_bytes(b"x" * 900)
    tight = Settings(data_dir=settings.data_dir, spool_budget_bytes=1000)

    assert [each.status for each in running.spool(tight, running=True)] == ["problem"]


def test_an_old_backlog_is_a_note_while_the_product_runs(settings):
    settings.spool_dir.mkdir()
    segment = settings.spool_dir / "segment"
    segment.write_bytes(b"x" * (2 << 20))
    os.utime(segment, (0, 0))

    assert [each.status for each in running.spool(settings, running=True)] == ["note"]
    assert [each.status for each in running.spool(settings, running=False)] == ["good"]
