"""BIND 9: queries that the name server answered."""

from typing import Final

_TYPES: Final = (
    "A|AAAA|CAA|CDNSKEY|CDS|CERT|CNAME|CSYNC|DLV|DNAME|DNSKEY|DS|HINFO|LOC|MX|NAPTR|NS|NSEC|NSEC3|OPENPGPKEY|PTR|"
    "RRSIG|RP|SIG|SMIMEA|SOA|SRV|TSIG|TXT|URI"
)
#: Since 9.11 the memory address of the client stands before the client.
_CLIENT: Final = "client:?(?: @0x[0-9A-Fa-f]+)?"

_BOTH: Final = {"BIND9_TIMESTAMP": "%{MONTHDAY}-%{MONTH}-%{YEAR} %{TIME}"}

LEGACY: Final = _BOTH | {
    "BIND9": (
        f"%{{BIND9_TIMESTAMP:timestamp}} queries: %{{LOGLEVEL:loglevel}}: {_CLIENT} "
        r"%{IP:clientip}#%{POSINT:clientport} \(%{GREEDYDATA:query}\): "
        r"query: %{GREEDYDATA:query} IN %{GREEDYDATA:querytype} \(%{IP:dns}\)"
    ),
}

ECS: Final = _BOTH | {
    "BIND9_DNSTYPE": f"(?:{_TYPES})",
    "BIND9_CATEGORY": "queries",
    "BIND9_QUERYLOGBASE": (
        rf"{_CLIENT} %{{IP:[client][ip]}}#%{{POSINT:[client][port]:int}} "
        r"\(%{GREEDYDATA:[bind][log][question][name]}\): query: %{GREEDYDATA:[dns][question][name]} "
        r"(?<[dns][question][class]>IN) %{BIND9_DNSTYPE:[dns][question][type]}"
        r"(?::? %{DATA:[bind][log][question][flags]})? \(%{IP:[server][ip]}\)"
    ),
    "BIND9_QUERYLOG": (
        "%{BIND9_TIMESTAMP:timestamp} %{BIND9_CATEGORY:[bind][log][category]}: %{LOGLEVEL:[log][level]}: "
        "%{BIND9_QUERYLOGBASE}"
    ),
    "BIND9": "%{BIND9_QUERYLOG}",
}
