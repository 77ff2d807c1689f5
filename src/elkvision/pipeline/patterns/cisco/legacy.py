"""Cisco ASA with the old names of fields."""

from typing import Final

from elkvision.pipeline.patterns.cisco.shared import BOTH, failover, user, user_apart

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

LEGACY: Final = BOTH | failover("%{GREEDYDATA:interface_name}", "%{GREEDYDATA:switch_reason}") | {
    "CISCO_TAGGED_SYSLOG": (
        "^<%{POSINT:syslog_pri}>%{CISCOTIMESTAMP:timestamp}(?: %{SYSLOGHOST:sysloghost})? ?: %%{CISCOTAG:ciscotag}:"
    ),
    "CISCOFW106001": (
        f"{_DIR} {_PROTO} connection {_ACT} from {_SRC} to {_DST} "
        "flags %{GREEDYDATA:tcp_flags} on interface %{GREEDYDATA:interface}"
    ),
    "CISCOFW106006_106007_106010": (
        f"{_ACT} {_DIR} {_PROTO} (?:from|src) {_SRC}{user('src_fwuser')} (?:to|dst) {_DST}{user('dst_fwuser')} "
        f"(?:on interface %{{DATA:interface}}|due to {_REASON})"
    ),
    "CISCOFW106014": (
        f"{_ACT} {_DIR} {_PROTO} src {_SRC_IF}:%{{IP:src_ip}}{user('src_fwuser')} "
        f"dst {_DST_IF}:%{{IP:dst_ip}}{user('dst_fwuser')} {_ICMP}"
    ),
    "CISCOFW106015": (
        rf"{_ACT} {_PROTO} \(%{{DATA:policy_id}}\) from {_SRC} to {_DST} "
        "flags %{DATA:tcp_flags} on interface %{GREEDYDATA:interface}"
    ),
    "CISCOFW106021": (
        f"{_ACT} {_PROTO} reverse path check from %{{IP:src_ip}} to %{{IP:dst_ip}} on interface %{{GREEDYDATA:interface}}"
    ),
    "CISCOFW106023": (
        f"{_ACT}(?: protocol)? {_PROTO} src {_SRC_IF}:%{{DATA:src_ip}}(?:/%{{INT:src_port}})?{user('src_fwuser')} "
        f"dst {_DST_IF}:%{{DATA:dst_ip}}(?:/%{{INT:dst_port}})?{user('dst_fwuser')}(?: {_ICMP})? "
        f'by access-group "?%{{DATA:policy_id}}"? {_HASHES}'
    ),
    "CISCOFW106100_2_3": (
        rf"{_LIST} for user '%{{DATA:src_fwuser}}' {_SRC_IF}/%{{IP:src_ip}}\(%{{INT:src_port}}\) -> "
        rf"{_DST_IF}/%{{IP:dst_ip}}\(%{{INT:dst_port}}\) {_HITS}"
    ),
    "CISCOFW106100": (
        rf"{_LIST} {_SRC_IF}/%{{IP:src_ip}}\(%{{INT:src_port}}\){user('src_fwuser')} -> "
        rf"{_DST_IF}/%{{IP:dst_ip}}\(%{{INT:dst_port}}\){user('src_fwuser')} {_HITS}"
    ),
    "CISCOFW304001": f"%{{IP:src_ip}}{user('src_fwuser')} Accessed URL %{{IP:dst_ip}}:%{{GREEDYDATA:dst_url}}",
    "CISCOFW110002": f"{_REASON} for {_PROTO} from {_SRC_IF}:{_SRC} to {_DST}",
    "CISCOFW302010": "%{INT:connection_count} in use, %{INT:connection_count_max} most used",
    "CISCOFW302013_302014_302015_302016": (
        f"{_ACT}(?: {_DIR})? {_PROTO} connection %{{INT:connection_id}} "
        rf"for {_SRC_IF}:{_SRC}(?: \(%{{IP:src_mapped_ip}}/%{{INT:src_mapped_port}}\))?{user('src_fwuser')} "
        rf"to {_DST_IF}:{_DST}(?: \(%{{IP:dst_mapped_ip}}/%{{INT:dst_mapped_port}}\))?{user('dst_fwuser')}"
        f"(?: duration %{{TIME:duration}} bytes %{{INT:bytes}})?(?: {_REASON})?{user_apart('user')}"
    ),
    "CISCOFW302020_302021": (
        f"{_ACT}(?: {_DIR})? {_PROTO} connection for faddr %{{IP:dst_ip}}/%{{INT:icmp_seq_num}}{user('fwuser')} "
        "gaddr %{IP:src_xlated_ip}/%{INT:icmp_code_xlated} "
        f"laddr %{{IP:src_ip}}/%{{INT:icmp_code}}{user_apart('user')}"
    ),
    "CISCOFW305011": (
        f"{_ACT} %{{CISCO_XLATE_TYPE:xlate_type}} {_PROTO} translation "
        f"from {_SRC_IF}:%{{IP:src_ip}}(?:/%{{INT:src_port}})?{user('src_fwuser')} "
        "to %{DATA:src_xlated_interface}:%{IP:src_xlated_ip}/%{DATA:src_xlated_port}"
    ),
    "CISCOFW313001_313004_313008": (
        f"{_ACT} {_PROTO} type=%{{INT:icmp_type}}, code=%{{INT:icmp_code}} from %{{IP:src_ip}} "
        "on interface %{DATA:interface}(?: to %{IP:dst_ip})?"
    ),
    "CISCOFW313005": (
        f"{_REASON} for {_PROTO} error message: %{{WORD:err_protocol}} "
        f"src %{{DATA:err_src_interface}}:%{{IP:err_src_ip}}{user('err_src_fwuser')} "
        f"dst %{{DATA:err_dst_interface}}:%{{IP:err_dst_ip}}{user('err_dst_fwuser')} "
        r"\(type %{INT:err_icmp_type}, code %{INT:err_icmp_code}\) on %{DATA:interface} interface\.  "
        f"Original IP payload: {_PROTO} src %{{IP:orig_src_ip}}/%{{INT:orig_src_port}}{user('orig_src_fwuser')} "
        f"dst %{{IP:orig_dst_ip}}/%{{INT:orig_dst_port}}{user('orig_dst_fwuser')}"
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
