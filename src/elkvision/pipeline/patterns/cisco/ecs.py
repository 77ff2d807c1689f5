"""Cisco ASA with ECS v1's names of fields."""

from typing import Final

from elkvision.pipeline.patterns.cisco.shared import BOTH, failover, user, user_apart

_ASA: Final = "[cisco][asa]"
_SRC: Final = "%{IP:[source][ip]}/%{INT:[source][port]:int}"
_DST: Final = "%{IP:[destination][ip]}/%{INT:[destination][port]:int}"
_IN: Final = "[observer][ingress][interface][name]"
_OUT: Final = "[observer][egress][interface][name]"
_ACT: Final = f"%{{CISCO_ACTION:{_ASA}[outcome]}}"
_DIR: Final = f"%{{CISCO_DIRECTION:{_ASA}[network][direction]}}"
_PROTO: Final = f"%{{WORD:{_ASA}[network][transport]}}"
_TYPE: Final = f"%{{WORD:{_ASA}[network][type]}}"
_REASON: Final = "%{CISCO_REASON:[event][reason]}"
_HASHES: Final = r"\[%{DATA:[@metadata][cisco][asa][hashcode1]}, %{DATA:[@metadata][cisco][asa][hashcode2]}\]"
_ICMP: Final = rf"\(type %{{INT:{_ASA}[icmp_type]:int}}, code %{{INT:{_ASA}[icmp_code]:int}}\)"
_LIST: Final = f"access-list %{{NOTSPACE:{_ASA}[rule_name]}} {_ACT} {_PROTO}"
_SRC_USER: Final = user("[source][user][name]")
_DST_USER: Final = user("[destination][user][name]")
_ON: Final = f"on interface %{{NOTSPACE:{_OUT}}}"


def _place(side: str, interface: str, *, port: bool) -> str:
    """An interface and an address there, with a user; with a host's name and a port where that may be."""
    name = f"%{{NOTSPACE:{interface}}}:"
    if not port:
        return f"{name}%{{IP:[{side}][ip]}}{user(f'[{side}][user][name]')}"
    return (
        f"{name}(?:%{{IP:[{side}][ip]}}|%{{HOSTNAME:[{side}][address]}})(?:/%{{INT:[{side}][port]:int}})?"
        f"{user(f'[{side}][user][name]')}"
    )


def _payload(side: str) -> str:
    at = f"{_ASA}[original_ip_payload][{side}]"
    return f"%{{IP:{at}[ip]}}/%{{INT:{at}[port]:int}}{user(f'{at}[user][name]')}"


def _listed(kind: str) -> str:
    """`inside/10.0.0.1(80)` on the way in, or out."""
    side, interface = ("source", _IN) if kind == "in" else ("destination", _OUT)
    return rf"%{{DATA:{interface}}}/%{{IP:[{side}][ip]}}\(%{{INT:[{side}][port]:int}}\)"


ECS: Final = BOTH | failover("%{NOTSPACE:[network][interface][name]}", "%{GREEDYDATA:[event][reason]}") | {
    "CISCO_TAGGED_SYSLOG": (
        "^<%{POSINT:[log][syslog][priority]:int}>%{CISCOTIMESTAMP:timestamp}"
        f"(?: %{{SYSLOGHOST:[host][hostname]}})? ?: %%{{CISCOTAG:{_ASA}[tag]}}:"
    ),
    "CISCO_HITCOUNT_INTERVAL": (
        f"hit-cnt %{{INT:{_ASA}[hit_count]:int}} (?:first hit|%{{INT:{_ASA}[interval]:int}}-second interval)"
    ),
    "CISCO_SRC_IP_USER": _place("source", _IN, port=False),
    "CISCO_DST_IP_USER": _place("destination", _OUT, port=False),
    "CISCO_SRC_HOST_PORT_USER": _place("source", _IN, port=True),
    "CISCO_DST_HOST_PORT_USER": _place("destination", _OUT, port=True),
    "CISCOFW106001": (
        f"{_DIR} {_PROTO} connection {_ACT} from {_SRC} to {_DST} flags %{{DATA:{_ASA}[tcp_flags]}} {_ON}"
    ),
    "CISCOFW106006_106007_106010": (
        f"{_ACT} {_DIR} {_PROTO} (?:from|src) {_SRC}{_SRC_USER} (?:to|dst) {_DST}{_DST_USER} "
        f"(?:{_ON}|due to {_REASON})"
    ),
    "CISCOFW106014": (
        rf"{_ACT} {_DIR} {_PROTO} src %{{CISCO_SRC_IP_USER}} dst %{{CISCO_DST_IP_USER}}\s?{_ICMP}"
    ),
    "CISCOFW106015": (
        rf"{_ACT} {_PROTO} \(%{{DATA:{_ASA}[rule_name]}}\) from {_SRC} to {_DST} "
        f"flags %{{DATA:{_ASA}[tcp_flags]}} {_ON}"
    ),
    "CISCOFW106021": (
        f"{_ACT} {_PROTO} reverse path check from %{{IP:[source][ip]}} to %{{IP:[destination][ip]}} {_ON}"
    ),
    "CISCOFW106023": (
        f"{_ACT}(?: protocol)? {_PROTO} src %{{CISCO_SRC_HOST_PORT_USER}} dst %{{CISCO_DST_HOST_PORT_USER}}"
        f'(?: {_ICMP})? by access-group "?%{{DATA:{_ASA}[rule_name]}}"? {_HASHES}'
    ),
    "CISCOFW106100_2_3": (
        f"{_LIST} for user '%{{DATA:[user][name]}}' {_listed('in')} -> {_listed('out')} "
        f"%{{CISCO_HITCOUNT_INTERVAL}} {_HASHES}"
    ),
    "CISCOFW106100": (
        f"{_LIST} {_listed('in')}{_SRC_USER} -> {_listed('out')}{_SRC_USER} "
        f"hit-cnt %{{INT:{_ASA}[hit_count]:int}} %{{CISCO_INTERVAL}} {_HASHES}"
    ),
    "CISCOFW304001": (
        f"%{{IP:[source][ip]}}{_SRC_USER} Accessed URL %{{IP:[destination][ip]}}:%{{GREEDYDATA:[url][original]}}"
    ),
    "CISCOFW110002": f"{_REASON} for {_PROTO} from %{{DATA:{_IN}}}:{_SRC} to {_DST}",
    "CISCOFW302010": (
        f"%{{INT:{_ASA}[connections][in_use]:int}} in use, %{{INT:{_ASA}[connections][most_used]:int}} most used"
    ),
    "CISCOFW302013_302014_302015_302016": (
        f"{_ACT}(?: {_DIR})? {_PROTO} connection %{{INT:{_ASA}[connection_id]}} "
        rf"for %{{NOTSPACE:{_IN}}}:{_SRC}(?: \(%{{IP:[source][nat][ip]}}/%{{INT:[source][nat][port]:int}}\))?{_SRC_USER} "
        rf"to %{{NOTSPACE:{_OUT}}}:{_DST}"
        rf"(?: \(%{{IP:[destination][nat][ip]}}/%{{INT:[destination][nat][port]:int}}\))?{_DST_USER}"
        f"(?: duration %{{TIME:{_ASA}[duration]}} bytes %{{INT:[network][bytes]:int}})?"
        f"(?: {_REASON})?{user_apart('[user][name]')}"
    ),
    "CISCOFW302020_302021": (
        f"{_ACT}(?: {_DIR})? {_PROTO} connection "
        f"for faddr %{{IP:[destination][ip]}}/%{{INT:{_ASA}[icmp_seq]:int}}{_DST_USER} "
        f"gaddr %{{IP:[source][nat][ip]}}/%{{INT:{_ASA}[icmp_type]:int}} "
        f"laddr %{{IP:[source][ip]}}/%{{INT}}{user_apart('[source][user][name]')}"
    ),
    "CISCOFW305011": (
        f"{_ACT} %{{CISCO_XLATE_TYPE}} {_PROTO} translation from %{{DATA:{_IN}}}:%{{IP:[source][ip]}}"
        f"(?:/%{{INT:[source][port]:int}})?{_SRC_USER} to %{{DATA:{_OUT}}}:{_DST}"
    ),
    "CISCOFW313001_313004_313008": (
        f"{_ACT} {_PROTO} type=%{{INT:{_ASA}[icmp_type]:int}}, code=%{{INT:{_ASA}[icmp_code]:int}} "
        f"from %{{IP:[source][ip]}} {_ON}(?: to %{{IP:[destination][ip]}})?"
    ),
    "CISCOFW313005": (
        f"{_REASON} for {_PROTO} error message: %{{WORD}} src %{{CISCO_SRC_IP_USER}} dst %{{CISCO_DST_IP_USER}} "
        rf"{_ICMP} on %{{NOTSPACE}} interface\.\s+Original IP payload: "
        f"%{{WORD:{_ASA}[original_ip_payload][network][transport]}} src {_payload('source')} dst {_payload('destination')}"
    ),
    "CISCOFW321001": (
        f"Resource '%{{DATA:{_ASA}[resource][name]}}' limit of %{{POSINT:{_ASA}[resource][limit]:int}} reached for system"
    ),
    "CISCOFW402117": (
        rf"{_TYPE}: Received a non-IPSec packet \(protocol=\s?{_PROTO}\) "
        r"from %{IP:[source][ip]} to %{IP:[destination][ip]}\.?"
    ),
    "CISCOFW402119": (
        rf"{_TYPE}: Received an %{{WORD:{_ASA}[ipsec][protocol]}} packet \(SPI=\s?%{{DATA:{_ASA}[ipsec][spi]}}, "
        rf"sequence number=\s?%{{DATA:{_ASA}[ipsec][seq_num]}}\) from %{{IP:[source][ip]}} "
        r"\(user=\s?%{DATA:[source][user][name]}\) to %{IP:[destination][ip]} that failed anti-replay checking\.?"
    ),
    "CISCOFW419001": (
        f"{_ACT} {_PROTO} packet from %{{NOTSPACE:{_IN}}}:{_SRC} to %{{NOTSPACE:{_OUT}}}:{_DST}, "
        "reason: %{GREEDYDATA:[event][reason]}"
    ),
    "CISCOFW419002": (
        f"{_REASON} from %{{DATA:{_IN}}}:{_SRC} to %{{DATA:{_OUT}}}:{_DST} with different initial sequence number"
    ),
    "CISCOFW500004": f"{_REASON} for protocol={_PROTO}, from {_SRC} to {_DST}",
    "CISCOFW602303_602304": (
        rf"{_TYPE}: An {_DIR} %{{DATA:{_ASA}[ipsec][tunnel_type]}} SA \(SPI=\s?%{{DATA:{_ASA}[ipsec][spi]}}\) "
        r"between %{IP:[source][ip]} and %{IP:[destination][ip]} "
        rf"\(user=\s?%{{DATA:[source][user][name]}}\) has been {_ACT}"
    ),
    "CISCOFW710001_710002_710003_710005_710006": (
        f"{_PROTO} (?:request|access) {_ACT} from {_SRC} to %{{DATA:{_OUT}}}:{_DST}"
    ),
    "CISCOFW713172": (
        rf"Group = %{{DATA:{_ASA}[source][group]}}, IP = %{{IP:[source][ip]}}, Automatic NAT Detection Status:\s+"
        r"Remote end\s*%{DATA:[@metadata][cisco][asa][remote_nat]}\s*behind a NAT device\s+"
        r"This\s+end\s*%{DATA:[@metadata][cisco][asa][local_nat]}\s*behind a NAT device"
    ),
    "CISCOFW733100": (
        rf"\[\s*%{{DATA:{_ASA}[burst][object]}}\s*\] drop %{{DATA:{_ASA}[burst][id]}} exceeded. "
        f"Current burst rate is %{{INT:{_ASA}[burst][current_rate]:int}} per second, "
        f"max configured rate is %{{INT:{_ASA}[burst][configured_rate]:int}}; "
        f"Current average rate is %{{INT:{_ASA}[burst][avg_rate]:int}} per second, "
        f"max configured rate is %{{INT:{_ASA}[burst][configured_avg_rate]:int}}; "
        f"Cumulative total count is %{{INT:{_ASA}[burst][cumulative_count]:int}}"
    ),
}  # fmt: skip
