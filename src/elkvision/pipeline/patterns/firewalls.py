"""Firewalls other than Cisco's: NetScreen, and those that Linux's packet filter writes for (Shorewall, SuSE)."""

from typing import Final

_SESSION: Final = "[netscreen][session]"

#: What all packet lines of the legacy forms have in this order, with anything in between.
_PACKET_LEGACY: Final = "".join(
    f"{name}=(?:%{{{pattern}:{field}}}).*"
    for name, pattern, field in (
        ("SRC", "IPV4", "nf_src_ip"), ("DST", "IPV4", "nf_dst_ip"), ("LEN", "WORD", "nf_len"), ("TOS", "WORD", "nf_tos"),
        ("PREC", "WORD", "nf_prec"), ("TTL", "INT", "nf_ttl"), ("ID", "INT", "nf_id"), ("PROTO", "WORD", "nf_protocol"),
    )
)  # fmt: skip

LEGACY: Final = {
    "NETSCREENSESSIONLOG": (
        "%{SYSLOGTIMESTAMP:date} %{IPORHOST:device} %{IPORHOST}: NetScreen device_id=%{WORD:device_id}%{DATA}: "
        "start_time=%{QUOTEDSTRING:start_time} duration=%{INT:duration} policy_id=%{INT:policy_id} "
        "service=%{DATA:service} proto=%{INT:proto} src zone=%{WORD:src_zone} dst zone=%{WORD:dst_zone} "
        "action=%{WORD:action} sent=%{INT:sent} rcvd=%{INT:rcvd} src=%{IPORHOST:src_ip} dst=%{IPORHOST:dst_ip} "
        "src_port=%{INT:src_port} dst_port=%{INT:dst_port} src-xlated ip=%{IPORHOST:src_xlated_ip} "
        "port=%{INT:src_xlated_port} dst-xlated ip=%{IPORHOST:dst_xlated_ip} port=%{INT:dst_xlated_port} "
        "session_id=%{INT:session_id} reason=%{GREEDYDATA:reason}"
    ),
    "SHOREWALL": (
        "%{SYSLOGTIMESTAMP:timestamp} %{WORD:nf_host} .*Shorewall:%{WORD:nf_action1}?:%{WORD:nf_action2}?"
        ".*IN=%{USERNAME:nf_in_interface}?.*"
        "(?:OUT= *MAC=%{COMMONMAC:nf_dst_mac}:%{COMMONMAC:nf_src_mac}?|OUT=%{USERNAME:nf_out_interface}).*"
        f"{_PACKET_LEGACY}SPT=%{{INT:nf_src_port}}?.*DPT=%{{INT:nf_dst_port}}?.*"
    ),
    "SFW2": (
        r"(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})\s*%{HOSTNAME}\s*kernel\S+\s*"
        r"(?:%{NAGIOSTIME}\s*)?SFW2\-INext\-%{NOTSPACE:nf_action}\s*IN=%{USERNAME:nf_in_interface}"
        r".*OUT=(?:\s*%{USERNAME:nf_out_interface})?\s*MAC=(?:%{COMMONMAC:nf_dst_mac}:%{COMMONMAC:nf_src_mac}|\s*)"
        r".*SRC=%{IP:nf_src_ip}\s*DST=%{IP:nf_dst_ip}.*PROTO=%{WORD:nf_protocol}"
        "(?:.*SPT=%{INT:nf_src_port}.*DPT=%{INT:nf_dst_port}.*)?"
    ),
}

_FRAMES: Final = (
    r"(?:MAC=%{COMMONMAC:[destination][mac]}?(?::%{COMMONMAC:[source][mac]})?"
    r"(?::[A-Fa-f0-9]{2}:[A-Fa-f0-9]{2})?\s+)?"
)

ECS: Final = {
    "NETSCREENSESSIONLOG": (
        "%{SYSLOGTIMESTAMP:timestamp} %{IPORHOST:[observer][hostname]} %{NOTSPACE:[observer][name]}: "
        r"(?<[observer][product]>NetScreen) device_id=%{WORD:[netscreen][device_id]} "
        rf".*?(?:system-\w+-%{{NONNEGINT:[event][code]}}\(%{{WORD:{_SESSION}[type]}}\))?: "
        f'start_time="%{{DATA:{_SESSION}[start_time]}}" duration=%{{INT:{_SESSION}[duration]:int}} '
        "policy_id=%{INT:[netscreen][policy_id]} service=%{DATA:[netscreen][service]} "
        "proto=%{INT:[netscreen][protocol_number]:int} "
        "src zone=%{WORD:[observer][ingress][zone]} dst zone=%{WORD:[observer][egress][zone]} "
        "action=%{WORD:[event][action]} sent=%{INT:[source][bytes]:int} rcvd=%{INT:[destination][bytes]:int} "
        "src=%{IPORHOST:[source][address]} dst=%{IPORHOST:[destination][address]}"
        "(?: src_port=%{INT:[source][port]:int} dst_port=%{INT:[destination][port]:int})?"
        "(?: src-xlated ip=%{IP:[source][nat][ip]} port=%{INT:[source][nat][port]:int} "
        "dst-xlated ip=%{IP:[destination][nat][ip]} port=%{INT:[destination][nat][port]:int})?"
        f"(?: session_id=%{{INT:{_SESSION}[id]}} reason=%{{GREEDYDATA:{_SESSION}[reason]}})?"
    ),
    "IPTABLES_TCP_FLAGS": "(?:CWR |ECE |URG |ACK |PSH |RST |SYN |FIN )*",
    "IPTABLES_TCP_PART": (
        r"(?:SEQ=%{INT:[iptables][tcp][seq]:int}\s+)?(?:ACK=%{INT:[iptables][tcp][ack]:int}\s+)?"
        r"WINDOW=%{INT:[iptables][tcp][window]:int}\s+RES=0x%{BASE16NUM:[iptables][tcp_reserved_bits]}\s+"
        "%{IPTABLES_TCP_FLAGS:[iptables][tcp][flags]}"
    ),
    "IPTABLES4_FRAG": "(?:(?<= )(?:CE|DF|MF))*",
    "IPTABLES4_PART": (
        r"SRC=%{IPV4:[source][ip]}\s+DST=%{IPV4:[destination][ip]}\s+LEN=%{INT:[iptables][length]:int}?\s+"
        r"TOS=(?:0|0x%{BASE16NUM:[iptables][tos]})?\s+PREC=(?:0x%{BASE16NUM:[iptables][precedence_bits]})?\s+"
        r"TTL=%{INT:[iptables][ttl]:int}?\s+ID=%{INT:[iptables][id]}?\s+"
        r"%{IPTABLES4_FRAG:[iptables][fragment_flags]}?(?:\s+FRAG: %{INT:[iptables][fragment_offset]:int})?"
    ),
    "IPTABLES6_PART": (
        r"SRC=%{IPV6:[source][ip]}\s+DST=%{IPV6:[destination][ip]}\s+LEN=%{INT:[iptables][length]:int}?\s+"
        r"TC=(?:0|0x%{BASE16NUM:[iptables][tos]})?\s+HOPLIMIT=%{INT:[iptables][ttl]:int}?\s+"
        "FLOWLBL=%{INT:[iptables][flow_label]}?"
    ),
    "IPTABLES": (
        r"IN=%{NOTSPACE:[observer][ingress][interface][name]}?\s+OUT=%{NOTSPACE:[observer][egress][interface][name]}?\s+"
        rf"{_FRAMES}(?::?%{{IPTABLES4_PART}}|%{{IPTABLES6_PART}}).*?"
        r"PROTO=%{WORD:[network][transport]}?\s+SPT=%{INT:[source][port]:int}?\s+DPT=%{INT:[destination][port]:int}?\s+"
        "%{IPTABLES_TCP_PART}?"
    ),
    "SHOREWALL": (
        "%{SYSLOGTIMESTAMP:timestamp} %{WORD:[observer][hostname]} .*Shorewall:%{WORD:[shorewall][firewall][type]}?:"
        "%{WORD:[shorewall][firewall][action]}?.*%{IPTABLES}"
    ),
    "SFW2_LOG_PREFIX": r"SFW2\-INext\-%{NOTSPACE:[suse][firewall][action]}",
    "SFW2": (
        r"(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp})\s*%{HOSTNAME:[observer][hostname]}"
        r".*?%{SFW2_LOG_PREFIX:[suse][firewall][log_prefix]}\s*%{IPTABLES}"
    ),
}
