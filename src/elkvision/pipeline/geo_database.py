"""Geo databases in MaxMind's format, as the filter `geoip` takes them."""

from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

import maxminddb

#: Kinds by what a database's type has in it, the first that fits.
_KINDS: Final = (
    ("City", "City"),
    ("Country", "Country"),
    ("Domain", "Domain"),
    ("ASN", "ASN"),
    ("ISP", "ISP"),
    ("Enterprise", "Enterprise"),
    ("Anonymous-IP", "Anonymous-IP"),
)


class GeoFolder:
    """The databases of a folder (`*.mmdb`), opened anew when the files change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._found: dict[str, MaxMindDatabase] = {}
        #: Goes up when there are others.
        self.version = 0

    def look(self) -> Mapping[str, "MaxMindDatabase"]:
        """By kind. A file that is no database is left out; `elkvision geoip status` names it."""
        seen = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in self._files())
        if seen != self._seen:
            found: dict[str, MaxMindDatabase] = {}
            for path, _, _ in seen:
                with suppress(OSError):
                    database = MaxMindDatabase(path)
                    found.setdefault(database.kind, database)
            self._seen, self._found = seen, found
            self.version += 1
        return self._found

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.mmdb"))


class MaxMindDatabase:
    """One database. Safe to ask from several threads."""

    def __init__(self, path: str | Path) -> None:
        """Opens the file. Raises OSError, also when it is no such database."""
        try:
            self._reader = maxminddb.open_database(path)
        except maxminddb.InvalidDatabaseError as error:
            raise OSError(f"{path} is no geo database: {error}") from None
        named = self._reader.metadata().database_type
        #: What it knows: "City", "ASN", "Country", …; its own name for anything else.
        self.kind: str = next((kind for part, kind in _KINDS if part in named), named)

    def get(self, address: str) -> Mapping[str, Any] | None:
        """What is known of an address. Raises ValueError when it is none."""
        found = self._reader.get(address)
        return found if isinstance(found, dict) else None

    def network(self, address: str) -> str | None:
        """The network of an address that all of this is known of. Raises ValueError."""
        found, length = self._reader.get_with_prefix_len(address)
        return str(ip_network(f"{address}/{length}", strict=False)) if found is not None else None

    def close(self) -> None:
        """Lets the file go."""
        self._reader.close()
