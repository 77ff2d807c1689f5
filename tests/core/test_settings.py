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


def test_a_setting_can_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "database").write_text("postgresql://elk@db/vision\n")
    settings = load({"ELKVISION_DATABASE_FILE": str(tmp_path / "database")})
    assert settings.database == "postgresql://elk@db/vision"


def test_a_setting_is_not_both_a_value_and_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a")
    with pytest.raises(ValueError, match="SECRET_KEY and SECRET_KEY_FILE are both given"):
        load({"SECRET_KEY_FILE": str(tmp_path / "key"), "SECRET_KEY": "b"})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ELKVISION_WEB_PORT_FILE=.*gone cannot be read: No such file"):
        load({"ELKVISION_WEB_PORT_FILE": str(tmp_path / "gone")})


@pytest.mark.parametrize("own", [{}, {"ELKVISION_REDIS_URL": ""}])
def test_redis_and_the_secret_go_by_their_common_names_too(own: dict[str, str]) -> None:
    settings = load({**own, "REDIS_URL": "redis://r", "SECRET_KEY": "s"})
    assert (settings.redis_url, settings.secret_key) == ("redis://r", "s")
    assert load({"ELKVISION_REDIS_URL": "redis://ours", "REDIS_URL": "redis://r"}).redis_url == "redis://ours"


def test_what_a_parent_read_from_files_its_children_are_told(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("signs everything")
    outside = {"SECRET_KEY_FILE": str(tmp_path / "key"), "ELKVISION_HTTPS": "true"}
    settings = load(outside)
    assert load({**outside, **settings.environment()}) == settings
