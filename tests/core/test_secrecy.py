"""A start with secrets that anybody could guess is refused, and every one of them is named."""

import pytest

from elkvision.core.secrecy import WeakSecrets, refuse_weak, weak
from elkvision.core.settings import load

STRONG = "b0d4f0c7a8e64a0f9a1d2c3b4e5f6071"


def found(**environment: str) -> list[str]:
    return list(weak(load(environment), environment))


def test_nothing_given_is_fine() -> None:
    assert found() == []


def test_strong_secrets_are_fine() -> None:
    assert (
        found(
            SECRET_KEY=STRONG,
            ELKVISION_DATABASE=f"postgresql://elk:{STRONG}@db/vision",
            REDIS_URL=f"redis://:{STRONG}@cache:6379/0",
        )
        == []
    )


def test_every_weak_one_is_named_and_none_is_said() -> None:
    environment = {
        "SECRET_KEY": "changeme",
        "ELKVISION_INTERNAL_KEY": "",
        "ELKVISION_DATABASE": "postgresql://elk:postgres@db/vision",
        "ELKVISION_REDIS_URL": "redis://cache:6379/0",
        "ELKVISION_STORE": "elasticsearch+http://elastic:changeme@search:9200/acme",
    }
    with pytest.raises(WeakSecrets) as refusal:
        refuse_weak(load(environment), environment)
    said = refusal.value.message
    for words in (
        "SECRET_KEY is a word of an example",
        "ELKVISION_INTERNAL_KEY is empty",
        "the password in ELKVISION_DATABASE is a word of an example",
        "the password in ELKVISION_REDIS_URL is empty, and it is on another machine",
        "the password in ELKVISION_STORE is a word of an example",
    ):
        assert words in said
    assert "changeme" not in str(refusal.value)
    assert "ELKVISION_DEVELOPMENT=true" in refusal.value.hint


def test_on_a_machine_for_trying_things_out_all_pass() -> None:
    environment = {"SECRET_KEY": "changeme", "ELKVISION_DEVELOPMENT": "true"}
    refuse_weak(load(environment), environment)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ELKVISION_SECRET_KEY", "s3r7Tz", "too short (6 characters, at least 32 are needed)"),
        ("ELKVISION_SECRET_KEY", "django-insecure-" + STRONG, "a word of an example"),
        ("ELKVISION_SECRET_KEY", "your-very-long-secret-key-goes-right-here", "a word of an example"),
        ("ELKVISION_SECRET_KEY", "a" * 40, "one sign again and again"),
        ("ELKVISION_DATABASE", "postgresql://elk:s3r7Tz@127.0.0.1/vision", "too short (6 characters"),
        ("ELKVISION_DATABASE", "postgresql://elk@db/vision", "is empty, and it is on another machine"),
        ("ELKVISION_REDIS_URL", "redis+sentinel://127.0.0.1:1,cache:2/main", "is empty, and it is on another machine"),
        ("ELKVISION_REDIS_URL", "rediss://:redis123!@cache", "a word of an example"),
    ],
)
def test_a_secret_is_weak_when(name: str, value: str, why: str) -> None:
    (said,) = found(**{name: value})
    assert why in said


@pytest.mark.parametrize(
    "value",
    [
        "postgresql://elk@localhost/vision",
        "postgresql:///vision?host=/run/postgresql",
        "postgresql://elk@db/vision?sslcert=/run/secrets/elk.pem",
    ],
)
def test_where_no_password_is_needed_none_is_missed(value: str) -> None:
    assert found(ELKVISION_DATABASE=value) == []
