"""Geo databases in MaxMind's format, as the filter `geoip` takes them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from ipaddress import ip_address, ip_network
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
        self._found: dict[str, Together] = {}
        #: Goes up when there are others.
        self.version = 0

    def look(self) -> Mapping[str, "Together"]:
        """By kind. A file that is no database is left out; `elkvision geoip status` names it."""
        seen = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in self._files())
        if seen != self._seen:
            kinds: dict[str, list[MaxMindDatabase]] = {}
            for path, _, _ in seen:
                with suppress(OSError):
                    database = MaxMindDatabase(path)
                    kinds.setdefault(database.kind, []).append(database)
            self._seen = seen
            self._found = {kind: Together(kind, some) for kind, some in kinds.items()}
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
        self.knows_ipv6 = self._reader.metadata().ip_version == 6
        #: What it knows: "City", "ASN", "Country", …; its own name for anything else.
        self.kind: str = next((kind for part, kind in _KINDS if part.lower() in named.lower()), named)

    def get(self, address: str) -> Mapping[str, Any] | None:
        """What is known of an address. Raises ValueError when it is none."""
        found = self._reader.get(address)
        if not isinstance(found, dict):
            return None
        return _nested(found) if "country_code" in found else found

    def network(self, address: str) -> str | None:
        """The network of an address that all of this is known of. Raises ValueError."""
        found, length = self._reader.get_with_prefix_len(address)
        return str(ip_network(f"{address}/{length}", strict=False)) if found is not None else None

    def close(self) -> None:
        """Lets the file go."""
        self._reader.close()


class Together:
    """Databases of one kind that know different addresses: those of IPv4 and those of IPv6, say."""

    def __init__(self, kind: str, databases: Sequence[MaxMindDatabase]) -> None:
        self.kind = kind
        self._databases = databases

    def get(self, address: str) -> Mapping[str, Any] | None:
        """What the first that knows the address says. Raises ValueError when it is no address."""
        ip_address(address)
        return next((found for each in self._able(address) if (found := each.get(address)) is not None), None)

    def network(self, address: str) -> str | None:
        """The network of the first that knows the address. Raises ValueError when it is no address."""
        ip_address(address)
        return next((found for each in self._able(address) if (found := each.network(address)) is not None), None)

    def _able(self, address: str) -> Iterator[MaxMindDatabase]:
        """A database of IPv4 addresses alone cannot be asked about others."""
        return (each for each in self._databases if each.knows_ipv6 or ":" not in address)


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the flat form that DB-IP's databases have as packages, in the form of MaxMind's."""
    name = {key: {"names": {"en": flat[key]}} for key in ("city", "state1") if flat.get(key)}
    found: dict[str, Any] = {"country": {"iso_code": flat["country_code"]}}
    if "city" in name:
        found["city"] = name["city"]
    if "state1" in name:
        found["subdivisions"] = [name["state1"]]
    if flat.get("postcode"):
        found["postal"] = {"code": flat["postcode"]}
    places = {"latitude": "latitude", "longitude": "longitude", "timezone": "time_zone"}
    found["location"] = {theirs: flat[ours] for ours, theirs in places.items() if flat.get(ours) not in (None, "")}
    return found
