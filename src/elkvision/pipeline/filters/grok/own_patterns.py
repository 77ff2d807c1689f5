"""Patterns that people bring: from files of `patterns_dir`, and from `pattern_definitions`."""

from collections.abc import Iterator

from elkvision.pipeline.filters.contract import BadSetting, Settings, Surroundings


def own_patterns(settings: Settings, around: Surroundings) -> dict[str, str]:
    """Name and expression of each; later files win over earlier ones, and definitions over files."""
    patterns: dict[str, str] = {}
    for path in settings["patterns_dir"]:
        for file in _files(path, settings["patterns_files_glob"], around):
            patterns.update(_read(file, around))
    for name, expression in settings["pattern_definitions"].items():
        patterns[name] = str(expression).rstrip("\n")
    return patterns


def _files(path: str, glob: str, around: Surroundings) -> list[str]:
    """The files a directory, a file or a glob names. A directory that is not there has none."""
    try:
        return around.list_files(f"{path.rstrip('/')}/{glob}") or around.list_files(path)
    except FileNotFoundError:
        return []
    except OSError as wrong:
        raise BadSetting(f"the patterns in {path} cannot be listed: {wrong}", option="patterns_dir") from wrong


def _read(file: str, around: Surroundings) -> Iterator[tuple[str, str]]:
    try:
        text = around.read_file(file).decode("utf-8", "replace")
    except IsADirectoryError:
        return
    except OSError as wrong:
        raise BadSetting(f"the patterns in {file} cannot be read: {wrong}", option="patterns_dir") from wrong
    for line in text.splitlines():
        name, _, expression = line.strip().partition(" ")
        if expression and not name.startswith("#"):
            yield name, expression.strip()
