"""The command line behaves as people expect."""

import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from elkvision import __version__
from elkvision.supervisor.cli import COMMANDS, main


def run(*arguments, **environment):
    return CliRunner().invoke(main, arguments, env=environment)


def test_help_lists_every_command():
    result = run("--help")

    assert result.exit_code == 0
    assert all(f"  {name} " in result.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    result = run(name, "--help")

    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_help_is_quick_because_nothing_big_is_imported():
    script = "import sys, elkvision.supervisor.cli; print(*sys.modules)"
    began = time.monotonic()
    modules = subprocess.check_output([sys.executable, "-c", script], text=True).split()

    assert time.monotonic() - began < 2.0
    assert not {"django", "asyncio", "chdb", "rich", "httpx", "psutil"} & set(modules)


@pytest.mark.parametrize("name", ["data_dir", "host", "web_port", "tcp_port", "udp_port", "http_port", "beats_port"])
def test_up_names_the_flag_and_the_variable_of_each_setting(name):
    words = " ".join(run("up", "--help").output.split())

    assert "--" + name.replace("_", "-") in words
    assert f"ELKVISION_{name.upper()}" in words


def test_an_unknown_command_is_a_usage_error():
    assert run("nonsense").exit_code == 2


def test_version_says_what_is_installed():
    output = run("version").output

    assert f"elkvision {__version__}" in output
    assert "chdb-core 26.5.0" in output


@pytest.mark.parametrize("port", ["99999", "http", "-1"])
def test_a_port_that_is_none_is_a_usage_error_that_names_it(port):
    result = run("up", "--web-port", port)

    assert result.exit_code == 2
    assert "is no port" in result.output or "No such option" in result.output


def test_a_variable_that_cannot_be_read_is_named():
    result = run("up", ELKVISION_TCP_PORT="many")

    assert result.exit_code == 2
    assert "ELKVISION_TCP_PORT" in result.output


def test_an_owner_needs_both_an_address_and_a_password(tmp_path):
    result = run("up", "--owner-email", "alice@acme.example", "--data-dir", str(tmp_path))

    assert result.exit_code == 2
    assert "go together" in result.output


def test_an_empty_password_file_is_refused(tmp_path):
    (tmp_path / "password").touch()

    result = run(
        "up", "--owner-email", "alice@acme.example", "--owner-password-file", str(tmp_path / "password"),
        "--data-dir", str(tmp_path / "data"),
    )  # fmt: skip

    assert result.exit_code == 1
    assert "is empty" in result.output


def test_a_refusal_is_one_sentence_and_no_traceback(tmp_path):
    (tmp_path / "data").write_text("a file")

    result = run("up", "--data-dir", str(tmp_path / "data"))

    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert result.output.startswith("Error: The data folder")


def test_commands_for_the_database_need_a_data_folder(tmp_path):
    result = run("users", "reset-password", "alice", "--data-dir", str(tmp_path / "nowhere"))

    assert result.exit_code == 1
    assert "There is no ELK Vision data in" in result.output


def test_a_scope_that_does_not_exist_is_named(tmp_path):
    result = run("keys", "create", "--scopes", "read,write", "--data-dir", str(tmp_path))

    assert result.exit_code == 2
    assert "'write'" in result.output


def test_the_module_is_the_command():
    output = subprocess.check_output([sys.executable, "-m", "elkvision.supervisor", "--version"], text=True)

    assert output == f"elkvision, version {__version__}\n"
