"""`elkvision secrets init`."""

import re
import stat
from pathlib import Path

from click.testing import CliRunner, Result

from elkvision.supervisor.commands.secrets import command
from elkvision.supervisor.secrets import NAMES, filled

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def init(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(command, ["init", "--file", str(folder / ".env"), *words])


def values(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder / ".env").read_text().splitlines() if re.match(r"\w+=", line))


def test_every_secret_of_the_example_is_made_and_differs_from_the_others(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text(EXAMPLE.read_text())

    assert init(tmp_path).exit_code == 0

    made = [values(tmp_path)[name] for name in NAMES]
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in made)
    assert len(set(made)) == len(NAMES)
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_the_rest_of_the_example_stays_as_it_is(tmp_path: Path) -> None:
    text, _ = filled(EXAMPLE.read_text())

    kept = [line for line in text.splitlines() if line.split("=")[0] not in NAMES]
    assert kept == [line for line in EXAMPLE.read_text().splitlines() if line.split("=")[0] not in NAMES]


def test_every_empty_secret_of_the_example_is_known() -> None:
    first_part = EXAMPLE.read_text().split("# ── keys")[0]

    assert set(re.findall(r"^(\w+)=$", first_part, re.MULTILINE)) == set(NAMES)


def test_secrets_that_are_in_use_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=mine\n")

    result = init(tmp_path)

    assert result.exit_code == 1
    assert "--missing" in str(result.exception)
    assert (tmp_path / ".env").read_text() == "SECRET_KEY=mine\n"


def test_what_is_missing_is_filled_in(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=mine\nPOSTGRES_PASSWORD=\nELKVISION_NAME=logs.example.com\n")

    result = init(tmp_path, "--missing")

    found = values(tmp_path)
    assert "SECRET_KEY" not in result.output
    assert (found["SECRET_KEY"], found["ELKVISION_NAME"]) == ("mine", "logs.example.com")
    assert all(len(found[name]) == 64 for name in NAMES if name != "SECRET_KEY")
    assert init(tmp_path, "--missing").output.strip().endswith("has them all already.")
