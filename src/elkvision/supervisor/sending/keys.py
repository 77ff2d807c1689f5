"""The API key for an input that wants one."""

from elkvision.supervisor import client_file


def key_for(url: str, given: str | None) -> str:
    """What was given; else, for HTTP, what `elkvision keys create --save` kept."""
    if given or not url.startswith("http"):
        return given or ""
    saved = client_file.load()
    return saved.key if saved is not None else ""
