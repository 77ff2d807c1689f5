"""Addresses of a network, as terms of the index."""

from ipaddress import IPv4Network, IPv6Network
from typing import Final

from elkvision.store.engines.elasticsearch.coding import BREAK, TERMS, address_term, path_of
from elkvision.store.engines.elasticsearch.dsl import Dsl, regexp
from elkvision.store.engines.elasticsearch.expressions import escaped

#: Every text that is an IPv6 address is one of these.
ANY_IPV6: Final = r"[0-9a-f:.]*:[0-9a-f:.]*"
_OCTET: Final = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"


def in_network(field: str, network: IPv4Network | IPv6Network) -> Dsl:
    """Has a field that has terms an address of the network?"""
    path = path_of(field)
    if network.version == 4:
        return regexp(TERMS, f"{escaped(path)}{BREAK}s{ipv4(network)}")
    first, last = (address_term(path, int(end)) for end in (network.network_address, network.broadcast_address))
    return {"range": {TERMS: {"gte": first, "lte": last}}}


def ipv4(network: IPv4Network | IPv6Network) -> str:
    """The addresses of the network as an expression: an address has one spelling only."""
    first, last = network.network_address.packed, network.broadcast_address.packed
    octets = []
    for low, high in zip(first, last, strict=True):
        if (low, high) == (0, 255):
            octets.append(_OCTET)
        else:
            octets.append(str(low) if low == high else "(" + "|".join(map(str, range(low, high + 1))) + ")")
    return r"\.".join(octets)
