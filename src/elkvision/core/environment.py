"""A setting's text in the environment: the variable itself, or the file that `<variable>_FILE` names."""

from collections.abc import Iterator, Mapping
from pathlib import Path

#: Settings that go by the name that everybody gives them as well.
ALSO = {"redis_url": "REDIS_URL", "secret_key": "SECRET_KEY"}

#: Settings that are nothing but secret, and how many characters they have to have.
KEYS = {"secret_key": 32, "internal_key": 32, "notify_key": 16}


def variable(name: str) -> str:
    return f"ELKVISION_{name.upper()}"


def file_of(name: str) -> str:
    """The variable that may name a file with the value, such as a mounted secret."""
    return f"{name}_FILE"


def names_of(setting: str) -> Iterator[str]:
    """Variables that may set it; the first that is there wins."""
    yield variable(setting)
    if setting in ALSO:
        yield ALSO[setting]


def given(environment: Mapping[str, str], setting: str) -> tuple[str, str] | None:
    """The variable that sets it and the text, or None.

    Raises ValueError when a variable and its file are both given, and when the file cannot be read.
    """
    found = None
    for name in names_of(setting):
        text = _text(environment, name)
        if text is not None and (found is None or not found[1]):
            found = (name, text)
    return found


def _text(environment: Mapping[str, str], name: str) -> str | None:
    path = environment.get(file_of(name), "")
    if not path:  # an empty one is none: that is how a parent takes it back
        return environment.get(name)
    if environment.get(name):
        raise ValueError(f"{name} and {file_of(name)} are both given: give one of them")
    try:
        return Path(path).read_text().strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ValueError(f"{file_of(name)}={path} cannot be read: {why}") from error
