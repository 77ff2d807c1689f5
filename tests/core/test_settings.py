"""Where settings come from, and where data is looked for."""

from pathlib import Path

import pytest

from elkvision.core.settings import default_data_dir, load


def test_a_command_finds_the_data_of_the_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    (tmp_path / "data").mkdir()
    assert default_data_dir() == tmp_path / "home" / "elkvision"  # some folder called data
    (tmp_path / "data" / "secret.key").write_text("x")
    assert default_data_dir() == tmp_path / "data"


def test_what_is_given_wins_over_the_environment(tmp_path: Path) -> None:
    environment = {"ELKVISION_WEB_PORT": "9000", "ELKVISION_HTTPS": "yes", "ELKVISION_SEGMENT_SECONDS": "0.25"}
    settings = load(environment, data_dir=tmp_path, tcp_port=7)
    assert (settings.web_port, settings.tcp_port, settings.https, settings.segment_seconds) == (9000, 7, True, 0.25)
    assert load(settings.environment()) == settings


@pytest.mark.parametrize(
    ("name", "value"),
    [("ELKVISION_WEB_PORT", "many"), ("ELKVISION_HTTPS", "maybe"), ("ELKVISION_LISTENER_TENANT", "A B")],
)
def test_what_cannot_be_read_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|no tenant id"):
        load({name: value})
