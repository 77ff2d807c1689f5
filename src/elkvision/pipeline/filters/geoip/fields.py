"""What a geo database knows, and the names it gets: Logstash's own ones, and those of ECS."""

from collections.abc import Mapping
from typing import Any, Final

from elkvision.pipeline.filters.contract import GeoDatabase

#: By the name in `fields`: the field of its own, and the one of ECS (empty: there is none).
FIELDS: Final = {
    "autonomous_system_number": ("asn", "as.number"),
    "autonomous_system_organization": ("as_org", "as.organization.name"),
    "city_name": ("city_name", "geo.city_name"),
    "country_name": ("country_name", "geo.country_name"),
    "continent_code": ("continent_code", "geo.continent_code"),
    "continent_name": ("continent_name", "geo.continent_name"),
    "country_code2": ("country_code2", "geo.country_iso_code"),
    "country_code3": ("country_code3", ""),
    "domain": ("domain", "domain"),
    "ip": ("ip", "ip"),
    "isp": ("isp", "mmdb.isp"),
    "postal_code": ("postal_code", "geo.postal_code"),
    "dma_code": ("dma_code", "mmdb.dma_code"),
    "region_name": ("region_name", "geo.region_name"),
    "region_code": ("region_code", "geo.region_code"),
    "region_iso_code": ("region_iso_code", "geo.region_iso_code"),
    "timezone": ("timezone", "geo.timezone"),
    "location": ("location", "geo.location"),
    "latitude": ("latitude", "geo.location.lat"),
    "longitude": ("longitude", "geo.location.lon"),
    "organization": ("organization", "mmdb.organization"),
    "network": ("network", "ip_traits.network"),
    "hosting_provider": ("hosting_provider", "ip_traits.hosting_provider"),
    "tor_exit_node": ("tor_exit_node", "ip_traits.tor_exit_node"),
    "anonymous_vpn": ("anonymous_vpn", "ip_traits.anonymous_vpn"),
    "anonymous": ("anonymous", "ip_traits.anonymous"),
    "public_proxy": ("public_proxy", "ip_traits.public_proxy"),
    "residential_proxy": ("residential_proxy", "ip_traits.residential_proxy"),
}

_DEFAULTS: Final = {
    "City": (
        "ip", "city_name", "continent_code", "country_name", "country_code2", "country_code3", "postal_code",
        "dma_code", "region_name", "timezone", "location", "latitude", "longitude",
    ),
    "Country": ("ip", "country_code2", "country_name", "continent_name"),
    "Domain": ("domain",),
    "ASN": ("ip", "autonomous_system_number", "autonomous_system_organization"),
    "ISP": ("ip", "autonomous_system_number", "autonomous_system_organization", "isp", "organization"),
    "Anonymous-IP": (
        "hosting_provider", "tor_exit_node", "anonymous_vpn", "anonymous", "public_proxy", "residential_proxy",
    ),
    "Enterprise": (
        "ip", "country_code2", "country_name", "continent_name", "region_iso_code", "region_name", "city_name",
        "location",
    ),
}  # fmt: skip

_ANONYMITY: Final = {
    "hosting_provider": "is_hosting_provider",
    "tor_exit_node": "is_tor_exit_node",
    "anonymous_vpn": "is_anonymous_vpn",
    "anonymous": "is_anonymous",
    "public_proxy": "is_public_proxy",
    "residential_proxy": "is_residential_proxy",
}
_PLAIN: Final = ("autonomous_system_number", "autonomous_system_organization", "isp", "organization", "domain")


def default_fields(kind: str, ecs: bool) -> list[str]:
    """The fields of a database of that kind, where the configuration names none."""
    names = list(_DEFAULTS.get(kind, ("ip",)))
    if kind == "City":
        names.append("region_iso_code" if ecs else "region_code")
    return names


def read(
    record: Mapping[str, Any], database: GeoDatabase, written: str, address: str, names: list[str], ecs: bool
) -> dict[str, Any]:
    """The tree of the fields that are known. A place whose coordinates are not known is not known at all."""
    if database.kind == "City" and not _coordinates(record):
        return {}
    known = {**_place(record), **_owner(record, database.kind), "ip": written}
    if "network" in names:
        known["network"] = database.network(address)
    tree: dict[str, Any] = {}
    for name in names:
        value = known.get(name)
        path = FIELDS[name][1 if ecs else 0]
        if value is not None and path:
            _put(tree, path.split("."), value)
    return tree


def _place(record: Mapping[str, Any]) -> dict[str, Any]:
    country, continent = record.get("country") or {}, record.get("continent") or {}
    region = (record.get("subdivisions") or [{}])[-1]
    location = record.get("location") or {}
    code, part = country.get("iso_code"), region.get("iso_code")
    return {
        "city_name": _name(record.get("city")),
        "country_name": _name(country),
        "continent_code": continent.get("code"),
        "continent_name": _name(continent),
        "country_code2": code,
        "country_code3": code,
        "postal_code": (record.get("postal") or {}).get("code"),
        "dma_code": location.get("metro_code"),
        "region_name": _name(region),
        "region_code": part,
        "region_iso_code": f"{code}-{part}" if code and part else None,
        "timezone": location.get("time_zone"),
        "location": _coordinates(record),
        "latitude": location.get("latitude"),
        "longitude": location.get("longitude"),
    }


def _owner(record: Mapping[str, Any], kind: str) -> dict[str, Any]:
    traits = record.get("traits") or {}
    known = {name: record.get(name, traits.get(name)) for name in _PLAIN}
    if kind in ("Anonymous-IP", "Enterprise"):
        known.update({name: bool(record.get(key, traits.get(key))) for name, key in _ANONYMITY.items()})
    return known


def _name(part: Mapping[str, Any] | None) -> Any:
    return ((part or {}).get("names") or {}).get("en")


def _coordinates(record: Mapping[str, Any]) -> dict[str, float] | None:
    location = record.get("location") or {}
    latitude, longitude = location.get("latitude"), location.get("longitude")
    return None if latitude is None or longitude is None else {"lat": latitude, "lon": longitude}


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for key in path[:-1]:
        tree = tree.setdefault(key, {})
    tree[path[-1]] = value
