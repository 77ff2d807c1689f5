"""What a pipeline on the command line may use: the environment, the clock and files."""

import glob
import os
from pathlib import Path

from elkvision.core.errors import BadRequest
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.geo_database import MaxMindDatabase
from elkvision.pipeline.language.source import Source


def around_the_command_line() -> Surroundings:
    """Everything that whoever types the command may use themselves."""
    return Surroundings(
        environment=os.environ,
        read_file=lambda path: Path(path).read_bytes(),
        list_files=files_of,
        open_geo=MaxMindDatabase,
    )


def files_of(path: str) -> list[str]:
    """The files that a name, a folder or a glob means, sorted."""
    if os.path.isdir(path):
        path = os.path.join(path, "*")
    return sorted(found for found in glob.glob(path) if os.path.isfile(found))


def sources_of(path: str) -> list[Source]:
    """The configuration in a file, or in a folder's `*.conf` in the order of their names. Raises BadRequest."""
    names = files_of(os.path.join(path, "*.conf")) if os.path.isdir(path) else [path]
    if not names:
        raise BadRequest(f"{path} has no *.conf in it")
    return [Source(name, _text_of(name)) for name in names]


def _text_of(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{name} is not UTF-8: byte {error.start} cannot be read") from error
