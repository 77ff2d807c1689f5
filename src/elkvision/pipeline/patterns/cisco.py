"""Cisco ASA: the messages of its firewalls, by their numbers."""

from typing import Final

_BOTH: Final = {
    "CISCOTIMESTAMP": "%{MONTH} +%{MONTHDAY}(?: %{YEAR})? %{TIME}",
    "CISCOTAG": "[A-Z0-9]+-%{INT}-[A-Z0-9_]+",
    "CISCO_ACTION": (
        "Built|Teardown|Deny|Denied|denied|requested|permitted|denied by ACL|discarded|est-allowed|Dropping|created|deleted"
    ),
    "CISCO_REASON": (
        "Duplicate TCP SYN|Failed to locate egress interface|Invalid transport field|No matching connection|"
        r"DNS Response|DNS Query|(?:%{WORD}\s*)*"
    ),
    "CISCO_DIRECTION": "Inbound|inbound|Outbound|outbound",
    "CISCO_INTERVAL": "first hit|%{INT}-second interval",
    "CISCO_XLATE_TYPE": "static|dynamic",
}
_UNIT: Final = r"\((?:Primary|Secondary)\)"
_MONITORING: Final = f"{_UNIT} Monitoring on [Ii]nterface"


def _failover(interface: str, reason: str) -> dict[str, str]:
    """One unit of a pair takes over, steps back, or watches."""
    return {
        "CISCOFW104001": f"{_UNIT} Switching to ACTIVE - {reason}",
        "CISCOFW104002": f"{_UNIT} Switching to STANDBY - {reason}",
        "CISCOFW104003": rf"{_UNIT} Switching to FAILED\.",
        "CISCOFW104004": rf"{_UNIT} Switching to OK\.",
        "CISCOFW105003": f"{_MONITORING} {interface} waiting",
        "CISCOFW105004": f"{_MONITORING} {interface} normal",
        "CISCOFW105005": f"{_UNIT} Lost Failover communications with mate on [Ii]nterface {interface}",
        "CISCOFW105008": f"{_UNIT} Testing [Ii]nterface {interface}",
        "CISCOFW105009": f"{_UNIT} Testing on [Ii]nterface {interface} (?:Passed|Failed)",
    }


def _user(field: str) -> str:
    return rf"(?:\(%{{DATA:{field}}}\))?"


def _user_apart(field: str) -> str:
    return rf"(?: \(%{{DATA:{field}}}\))?"


# Legacy names

_SRC: Final = "%{IP:src_ip}/%{INT:src_port}"
_DST: Final = "%{IP:dst_ip}/%{INT:dst_port}"
_SRC_IF: Final = "%{DATA:src_interface}"
_DST_IF: Final = "%{DATA:dst_interface}"
_ACT: Final = "%{CISCO_ACTION:action}"
_DIR: Final = "%{CISCO_DIRECTION:direction}"
_PROTO: Final = "%{WORD:protocol}"
_REASON: Final = "%{CISCO_REASON:reason}"
_HASHES: Final = r"\[%{DATA:hashcode1}, %{DATA:hashcode2}\]"
_HITS: Final = f"hit-cnt %{{INT:hit_count}} %{{CISCO_INTERVAL:interval}} {_HASHES}"
_ICMP: Final = r"\(type %{INT:icmp_type}, code %{INT:icmp_code}\)"
_LIST: Final = f"access-list %{{NOTSPACE:policy_id}} {_ACT} {_PROTO}"

LEGACY: Final = _BOTH | _failover("%{GREEDYDATA:interface_name}", "%{GREEDYDATA:switch_reason}") | {
    "CISCO_TAGGED_SYSLOG": (
        "^<%{POSINT:syslog_pri}>%{CISCOTIMESTAMP:timestamp}(?: %{SYSLOGHOST:sysloghost})? ?: %%{CISCOTAG:ciscotag}:"
    ),
    "CISCOFW106001": (
        f"{_DIR} {_PROTO} connection {_ACT} from {_SRC} to {_DST} "
        "flags %{GREEDYDATA:tcp_flags} on interface %{GREEDYDATA:interface}"
    ),
    "CISCOFW106006_106007_106010": (
        f"{_ACT} {_DIR} {_PROTO} (?:from|src) {_SRC}{_user('src_fwuser')} (?:to|dst) {_DST}{_user('dst_fwuser')} "
        f"(?:on interface %{{DATA:interface}}|due to {_REASON})"
    ),
    "CISCOFW106014": (
        f"{_ACT} {_DIR} {_PROTO} src {_SRC_IF}:%{{IP:src_ip}}{_user('src_fwuser')} "
        f"dst {_DST_IF}:%{{IP:dst_ip}}{_user('dst_fwuser')} {_ICMP}"
    ),
    "CISCOFW106015": (
        rf"{_ACT} {_PROTO} \(%{{DATA:policy_id}}\) from {_SRC} to {_DST} "
        "flags %{DATA:tcp_flags} on interface %{GREEDYDATA:interface}"
    ),
    "CISCOFW106021": (
        f"{_ACT} {_PROTO} reverse path check from %{{IP:src_ip}} to %{{IP:dst_ip}} on interface %{{GREEDYDATA:interface}}"
    ),
    "CISCOFW106023": (
        f"{_ACT}(?: protocol)? {_PROTO} src {_SRC_IF}:%{{DATA:src_ip}}(?:/%{{INT:src_port}})?{_user('src_fwuser')} "
        f"dst {_DST_IF}:%{{DATA:dst_ip}}(?:/%{{INT:dst_port}})?{_user('dst_fwuser')}(?: {_ICMP})? "
        f'by access-group "?%{{DATA:policy_id}}"? {_HASHES}'
    ),
    "CISCOFW106100_2_3": (
        rf"{_LIST} for user '%{{DATA:src_fwuser}}' {_SRC_IF}/%{{IP:src_ip}}\(%{{INT:src_port}}\) -> "
        rf"{_DST_IF}/%{{IP:dst_ip}}\(%{{INT:dst_port}}\) {_HITS}"
    ),
    "CISCOFW106100": (
        rf"{_LIST} {_SRC_IF}/%{{IP:src_ip}}\(%{{INT:src_port}}\){_user('src_fwuser')} -> "
        rf"{_DST_IF}/%{{IP:dst_ip}}\(%{{INT:dst_port}}\){_user('src_fwuser')} {_HITS}"
    ),
    "CISCOFW304001": f"%{{IP:src_ip}}{_user('src_fwuser')} Accessed URL %{{IP:dst_ip}}:%{{GREEDYDATA:dst_url}}",
    "CISCOFW110002": f"{_REASON} for {_PROTO} from {_SRC_IF}:{_SRC} to {_DST}",
    "CISCOFW302010": "%{INT:connection_count} in use, %{INT:connection_count_max} most used",
    "CISCOFW302013_302014_302015_302016": (
        f"{_ACT}(?: {_DIR})? {_PROTO} connection %{{INT:connection_id}} "
        rf"for {_SRC_IF}:{_SRC}(?: \(%{{IP:src_mapped_ip}}/%{{INT:src_mapped_port}}\))?{_user('src_fwuser')} "
        rf"to {_DST_IF}:{_DST}(?: \(%{{IP:dst_mapped_ip}}/%{{INT:dst_mapped_port}}\))?{_user('dst_fwuser')}"
        f"(?: duration %{{TIME:duration}} bytes %{{INT:bytes}})?(?: {_REASON})?{_user_apart('user')}"
    ),
    "CISCOFW302020_302021": (
        f"{_ACT}(?: {_DIR})? {_PROTO} connection for faddr %{{IP:dst_ip}}/%{{INT:icmp_seq_num}}{_user('fwuser')} "
        "gaddr %{IP:src_xlated_ip}/%{INT:icmp_code_xlated} "
        f"laddr %{{IP:src_ip}}/%{{INT:icmp_code}}{_user_apart('user')}"
    ),
    "CISCOFW305011": (
        f"{_ACT} %{{CISCO_XLATE_TYPE:xlate_type}} {_PROTO} translation "
        f"from {_SRC_IF}:%{{IP:src_ip}}(?:/%{{INT:src_port}})?{_user('src_fwuser')} "
        "to %{DATA:src_xlated_interface}:%{IP:src_xlated_ip}/%{DATA:src_xlated_port}"
    ),
    "CISCOFW313001_313004_313008": (
        f"{_ACT} {_PROTO} type=%{{INT:icmp_type}}, code=%{{INT:icmp_code}} from %{{IP:src_ip}} "
        "on interface %{DATA:interface}(?: to %{IP:dst_ip})?"
    ),
    "CISCOFW313005": (
        f"{_REASON} for {_PROTO} error message: %{{WORD:err_protocol}} "
        f"src %{{DATA:err_src_interface}}:%{{IP:err_src_ip}}{_user('err_src_fwuser')} "
        f"dst %{{DATA:err_dst_interface}}:%{{IP:err_dst_ip}}{_user('err_dst_fwuser')} "
        r"\(type %{INT:err_icmp_type}, code %{INT:err_icmp_code}\) on %{DATA:interface} interface\.  "
        f"Original IP payload: {_PROTO} src %{{IP:orig_src_ip}}/%{{INT:orig_src_port}}{_user('orig_src_fwuser')} "
        f"dst %{{IP:orig_dst_ip}}/%{{INT:orig_dst_port}}{_user('orig_dst_fwuser')}"
    ),
    "CISCOFW321001": "Resource '%{WORD:resource_name}' limit of %{POSINT:resource_limit} reached for system",
    "CISCOFW402117": (
        rf"{_PROTO}: Received a non-IPSec packet \(protocol= %{{WORD:orig_protocol}}\) "
        "from %{IP:src_ip} to %{IP:dst_ip}"
    ),
    "CISCOFW402119": (
        rf"{_PROTO}: Received an %{{WORD:orig_protocol}} packet \(SPI= %{{DATA:spi}}, sequence number= %{{DATA:seq_num}}\) "
        r"from %{IP:src_ip} \(user= %{DATA:user}\) to %{IP:dst_ip} that failed anti-replay checking"
    ),
    "CISCOFW419001": f"{_ACT} {_PROTO} packet from {_SRC_IF}:{_SRC} to {_DST_IF}:{_DST}, reason: %{{GREEDYDATA:reason}}",
    "CISCOFW419002": f"{_REASON} from {_SRC_IF}:{_SRC} to {_DST_IF}:{_DST} with different initial sequence number",
    "CISCOFW500004": f"{_REASON} for protocol={_PROTO}, from {_SRC} to {_DST}",
    "CISCOFW602303_602304": (
        rf"{_PROTO}: An {_DIR} %{{GREEDYDATA:tunnel_type}} SA \(SPI= %{{DATA:spi}}\) "
        rf"between %{{IP:src_ip}} and %{{IP:dst_ip}} \(user= %{{DATA:user}}\) has been {_ACT}"
    ),
    "CISCOFW710001_710002_710003_710005_710006": f"{_PROTO} (?:request|access) {_ACT} from {_SRC} to {_DST_IF}:{_DST}",
    "CISCOFW713172": (
        r"Group = %{GREEDYDATA:group}, IP = %{IP:src_ip}, Automatic NAT Detection Status:\s+"
        r"Remote end\s*%{DATA:is_remote_natted}\s*behind a NAT device\s+"
        r"This\s+end\s*%{DATA:is_local_natted}\s*behind a NAT device"
    ),
    "CISCOFW733100": (
        r"\[\s*%{DATA:drop_type}\s*\] drop %{DATA:drop_rate_id} exceeded. "
        "Current burst rate is %{INT:drop_rate_current_burst} per second, "
        "max configured rate is %{INT:drop_rate_max_burst}; "
        "Current average rate is %{INT:drop_rate_current_avg} per second, "
        "max configured rate is %{INT:drop_rate_max_avg}; Cumulative total count is %{INT:drop_total_count}"
    ),
}  # fmt: skip

# ECS names

_ASA: Final = "[cisco][asa]"
_E_SRC: Final = "%{IP:[source][ip]}/%{INT:[source][port]:int}"
_E_DST: Final = "%{IP:[destination][ip]}/%{INT:[destination][port]:int}"
_E_IN: Final = "[observer][ingress][interface][name]"
_E_OUT: Final = "[observer][egress][interface][name]"
_E_ACT: Final = f"%{{CISCO_ACTION:{_ASA}[outcome]}}"
_E_DIR: Final = f"%{{CISCO_DIRECTION:{_ASA}[network][direction]}}"
_E_PROTO: Final = f"%{{WORD:{_ASA}[network][transport]}}"
_E_TYPE: Final = f"%{{WORD:{_ASA}[network][type]}}"
_E_REASON: Final = "%{CISCO_REASON:[event][reason]}"
_E_HASHES: Final = r"\[%{DATA:[@metadata][cisco][asa][hashcode1]}, %{DATA:[@metadata][cisco][asa][hashcode2]}\]"
_E_ICMP: Final = rf"\(type %{{INT:{_ASA}[icmp_type]:int}}, code %{{INT:{_ASA}[icmp_code]:int}}\)"
_E_LIST: Final = f"access-list %{{NOTSPACE:{_ASA}[rule_name]}} {_E_ACT} {_E_PROTO}"
_E_SRC_USER: Final = _user("[source][user][name]")
_E_DST_USER: Final = _user("[destination][user][name]")
_E_ON: Final = f"on interface %{{NOTSPACE:{_E_OUT}}}"


def _place(side: str, interface: str, *, port: bool) -> str:
    """An interface and an address there, with a user; with a host's name and a port where that may be."""
    name = f"%{{NOTSPACE:{interface}}}:"
    if not port:
        return f"{name}%{{IP:[{side}][ip]}}{_user(f'[{side}][user][name]')}"
    return (
        f"{name}(?:%{{IP:[{side}][ip]}}|%{{HOSTNAME:[{side}][address]}})(?:/%{{INT:[{side}][port]:int}})?"
        f"{_user(f'[{side}][user][name]')}"
    )


def _payload(side: str) -> str:
    at = f"{_ASA}[original_ip_payload][{side}]"
    return f"%{{IP:{at}[ip]}}/%{{INT:{at}[port]:int}}{_user(f'{at}[user][name]')}"


def _listed(kind: str) -> str:
    """`inside/10.0.0.1(80)` on the way in, or out."""
    side, interface = ("source", _E_IN) if kind == "in" else ("destination", _E_OUT)
    return rf"%{{DATA:{interface}}}/%{{IP:[{side}][ip]}}\(%{{INT:[{side}][port]:int}}\)"


ECS: Final = _BOTH | _failover("%{NOTSPACE:[network][interface][name]}", "%{GREEDYDATA:[event][reason]}") | {
    "CISCO_TAGGED_SYSLOG": (
        "^<%{POSINT:[log][syslog][priority]:int}>%{CISCOTIMESTAMP:timestamp}"
        f"(?: %{{SYSLOGHOST:[host][hostname]}})? ?: %%{{CISCOTAG:{_ASA}[tag]}}:"
    ),
    "CISCO_HITCOUNT_INTERVAL": (
        f"hit-cnt %{{INT:{_ASA}[hit_count]:int}} (?:first hit|%{{INT:{_ASA}[interval]:int}}-second interval)"
    ),
    "CISCO_SRC_IP_USER": _place("source", _E_IN, port=False),
    "CISCO_DST_IP_USER": _place("destination", _E_OUT, port=False),
    "CISCO_SRC_HOST_PORT_USER": _place("source", _E_IN, port=True),
    "CISCO_DST_HOST_PORT_USER": _place("destination", _E_OUT, port=True),
    "CISCOFW106001": (
        f"{_E_DIR} {_E_PROTO} connection {_E_ACT} from {_E_SRC} to {_E_DST} flags %{{DATA:{_ASA}[tcp_flags]}} {_E_ON}"
    ),
    "CISCOFW106006_106007_106010": (
        f"{_E_ACT} {_E_DIR} {_E_PROTO} (?:from|src) {_E_SRC}{_E_SRC_USER} (?:to|dst) {_E_DST}{_E_DST_USER} "
        f"(?:{_E_ON}|due to {_E_REASON})"
    ),
    "CISCOFW106014": (
        rf"{_E_ACT} {_E_DIR} {_E_PROTO} src %{{CISCO_SRC_IP_USER}} dst %{{CISCO_DST_IP_USER}}\s?{_E_ICMP}"
    ),
    "CISCOFW106015": (
        rf"{_E_ACT} {_E_PROTO} \(%{{DATA:{_ASA}[rule_name]}}\) from {_E_SRC} to {_E_DST} "
        f"flags %{{DATA:{_ASA}[tcp_flags]}} {_E_ON}"
    ),
    "CISCOFW106021": (
        f"{_E_ACT} {_E_PROTO} reverse path check from %{{IP:[source][ip]}} to %{{IP:[destination][ip]}} {_E_ON}"
    ),
    "CISCOFW106023": (
        f"{_E_ACT}(?: protocol)? {_E_PROTO} src %{{CISCO_SRC_HOST_PORT_USER}} dst %{{CISCO_DST_HOST_PORT_USER}}"
        f'(?: {_E_ICMP})? by access-group "?%{{DATA:{_ASA}[rule_name]}}"? {_E_HASHES}'
    ),
    "CISCOFW106100_2_3": (
        f"{_E_LIST} for user '%{{DATA:[user][name]}}' {_listed('in')} -> {_listed('out')} "
        f"%{{CISCO_HITCOUNT_INTERVAL}} {_E_HASHES}"
    ),
    "CISCOFW106100": (
        f"{_E_LIST} {_listed('in')}{_E_SRC_USER} -> {_listed('out')}{_E_SRC_USER} "
        f"hit-cnt %{{INT:{_ASA}[hit_count]:int}} %{{CISCO_INTERVAL}} {_E_HASHES}"
    ),
    "CISCOFW304001": (
        f"%{{IP:[source][ip]}}{_E_SRC_USER} Accessed URL %{{IP:[destination][ip]}}:%{{GREEDYDATA:[url][original]}}"
    ),
    "CISCOFW110002": f"{_E_REASON} for {_E_PROTO} from %{{DATA:{_E_IN}}}:{_E_SRC} to {_E_DST}",
    "CISCOFW302010": (
        f"%{{INT:{_ASA}[connections][in_use]:int}} in use, %{{INT:{_ASA}[connections][most_used]:int}} most used"
    ),
    "CISCOFW302013_302014_302015_302016": (
        f"{_E_ACT}(?: {_E_DIR})? {_E_PROTO} connection %{{INT:{_ASA}[connection_id]}} "
        rf"for %{{NOTSPACE:{_E_IN}}}:{_E_SRC}(?: \(%{{IP:[source][nat][ip]}}/%{{INT:[source][nat][port]:int}}\))?{_E_SRC_USER} "
        rf"to %{{NOTSPACE:{_E_OUT}}}:{_E_DST}"
        rf"(?: \(%{{IP:[destination][nat][ip]}}/%{{INT:[destination][nat][port]:int}}\))?{_E_DST_USER}"
        f"(?: duration %{{TIME:{_ASA}[duration]}} bytes %{{INT:[network][bytes]:int}})?"
        f"(?: {_E_REASON})?{_user_apart('[user][name]')}"
    ),
    "CISCOFW302020_302021": (
        f"{_E_ACT}(?: {_E_DIR})? {_E_PROTO} connection "
        f"for faddr %{{IP:[destination][ip]}}/%{{INT:{_ASA}[icmp_seq]:int}}{_E_DST_USER} "
        f"gaddr %{{IP:[source][nat][ip]}}/%{{INT:{_ASA}[icmp_type]:int}} "
        f"laddr %{{IP:[source][ip]}}/%{{INT}}{_user_apart('[source][user][name]')}"
    ),
    "CISCOFW305011": (
        f"{_E_ACT} %{{CISCO_XLATE_TYPE}} {_E_PROTO} translation from %{{DATA:{_E_IN}}}:%{{IP:[source][ip]}}"
        f"(?:/%{{INT:[source][port]:int}})?{_E_SRC_USER} to %{{DATA:{_E_OUT}}}:{_E_DST}"
    ),
    "CISCOFW313001_313004_313008": (
        f"{_E_ACT} {_E_PROTO} type=%{{INT:{_ASA}[icmp_type]:int}}, code=%{{INT:{_ASA}[icmp_code]:int}} "
        f"from %{{IP:[source][ip]}} {_E_ON}(?: to %{{IP:[destination][ip]}})?"
    ),
    "CISCOFW313005": (
        f"{_E_REASON} for {_E_PROTO} error message: %{{WORD}} src %{{CISCO_SRC_IP_USER}} dst %{{CISCO_DST_IP_USER}} "
        rf"{_E_ICMP} on %{{NOTSPACE}} interface\.\s+Original IP payload: "
        f"%{{WORD:{_ASA}[original_ip_payload][network][transport]}} src {_payload('source')} dst {_payload('destination')}"
    ),
    "CISCOFW321001": (
        f"Resource '%{{DATA:{_ASA}[resource][name]}}' limit of %{{POSINT:{_ASA}[resource][limit]:int}} reached for system"
    ),
    "CISCOFW402117": (
        rf"{_E_TYPE}: Received a non-IPSec packet \(protocol=\s?{_E_PROTO}\) "
        r"from %{IP:[source][ip]} to %{IP:[destination][ip]}\.?"
    ),
    "CISCOFW402119": (
        rf"{_E_TYPE}: Received an %{{WORD:{_ASA}[ipsec][protocol]}} packet \(SPI=\s?%{{DATA:{_ASA}[ipsec][spi]}}, "
        rf"sequence number=\s?%{{DATA:{_ASA}[ipsec][seq_num]}}\) from %{{IP:[source][ip]}} "
        r"\(user=\s?%{DATA:[source][user][name]}\) to %{IP:[destination][ip]} that failed anti-replay checking\.?"
    ),
    "CISCOFW419001": (
        f"{_E_ACT} {_E_PROTO} packet from %{{NOTSPACE:{_E_IN}}}:{_E_SRC} to %{{NOTSPACE:{_E_OUT}}}:{_E_DST}, "
        "reason: %{GREEDYDATA:[event][reason]}"
    ),
    "CISCOFW419002": (
        f"{_E_REASON} from %{{DATA:{_E_IN}}}:{_E_SRC} to %{{DATA:{_E_OUT}}}:{_E_DST} with different initial sequence number"
    ),
    "CISCOFW500004": f"{_E_REASON} for protocol={_E_PROTO}, from {_E_SRC} to {_E_DST}",
    "CISCOFW602303_602304": (
        rf"{_E_TYPE}: An {_E_DIR} %{{DATA:{_ASA}[ipsec][tunnel_type]}} SA \(SPI=\s?%{{DATA:{_ASA}[ipsec][spi]}}\) "
        r"between %{IP:[source][ip]} and %{IP:[destination][ip]} "
        rf"\(user=\s?%{{DATA:[source][user][name]}}\) has been {_E_ACT}"
    ),
    "CISCOFW710001_710002_710003_710005_710006": (
        f"{_E_PROTO} (?:request|access) {_E_ACT} from {_E_SRC} to %{{DATA:{_E_OUT}}}:{_E_DST}"
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
