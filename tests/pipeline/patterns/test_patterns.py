"""The standard patterns: which there are, and what they take out of lines, under the old names and those of ECS."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.filters.running import after

from elkvision.pipeline.patterns import standard_patterns

PAGE = Path(__file__).parents[3] / "docs/reference/pipeline/patterns.md"
COMBINED = '192.0.2.7 - alice [04/Jan/2026:12:00:00 +0000] "GET /shop?q=tea HTTP/1.1" 200 5120 "https://acme.test/" "Mozilla/5.0"'
BACULA = '24-Aug 01:54 acme-sd JobId 42: New volume "Diff-1" mounted on device "vDrive-1" (/usr/volumes) at 24-Aug-2015 01:54.'
SHOREWALL = (
    "May 28 17:31:07 fence Shorewall:net2fw:DROP:IN=eth1 OUT= MAC=00:02:b3:c7:2f:77:38:72:c0:6e:92:9c:08:00 SRC=192.0.2.1 "
    "DST=198.51.100.4 LEN=60 TOS=0x00 PREC=0x00 TTL=49 ID=6480 DF PROTO=TCP SPT=59088 DPT=8080 WINDOW=2920 RES=0x00 SYN URGP=0"
)
JUNOS = (
    "RT_FLOW_SESSION_CREATE: session created 192.0.2.10/55836->198.51.100.9/22 junos-ssh 192.0.2.10/55836->198.51.100.9/22 "
    "None None 6 LET-IN TRUST DMZ 5 N/A(N/A) ge-0/0/1.0"
)
TOMCAT = "31-Jul-2026 16:40:38.505 INFO [main] org.acme.shop.HostConfig.deploy Deployed [/shop] in [40] ms"
HAPROXY = (
    "Jan  4 12:00:00 gate haproxy[14387]: 192.0.2.7:38862 [04/Jan/2026:12:00:00.655] web~ shop/srv1 0/0/1/2/+3 200 +304 - - "
    '---- 1/1/1/0/0 0/0 {acme.test|curl} {} "GET /a HTTP/1.1"'
)

LINES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "COMBINEDAPACHELOG",
        COMBINED,
        {"clientip": "192.0.2.7", "ident": "-", "auth": "alice", "verb": "GET", "request": "/shop?q=tea", "httpversion": "1.1",
         "response": "200", "bytes": "5120", "referrer": '"https://acme.test/"', "agent": '"Mozilla/5.0"'},
        {"[source][address]": "192.0.2.7", "[user][name]": "alice", "[http][request][method]": "GET",
         "[url][original]": "/shop?q=tea", "[http][version]": "1.1", "[http][response][status_code]": 200,
         "[http][response][body][bytes]": 5120, "[http][request][referrer]": "https://acme.test/",
         "[user_agent][original]": "Mozilla/5.0", "[apache][access][user][identity]": None},
    ),
    (
        "SYSLOGLINE",
        "May 11 15:17:02 mail.acme.test CRON[10973]: session opened for user alice",
        {"timestamp": "May 11 15:17:02", "logsource": "mail.acme.test", "program": "CRON", "pid": "10973"},
        {"timestamp": "May 11 15:17:02", "[host][hostname]": "mail.acme.test", "[process][name]": "CRON", "[process][pid]": 10973},
    ),
    (
        "SYSLOG5424LINE",
        '<34>1 2026-01-04T12:00:00.003Z gate.acme.test su - ID47 [a@1 b="c"] failed',
        {"syslog5424_pri": "34", "syslog5424_ver": "1", "syslog5424_host": "gate.acme.test", "syslog5424_app": "su",
         "syslog5424_proc": None, "syslog5424_msgid": "ID47", "syslog5424_sd": '[a@1 b="c"]', "syslog5424_msg": "failed"},
        {"[log][syslog][priority]": 34, "[system][syslog][version]": "1", "[process][name]": "su", "[event][code]": "ID47",
         "[system][syslog][structured_data]": '[a@1 b="c"]'},
    ),
    (
        "CISCOFW106023",
        'Deny tcp src outside:192.0.2.1/50240 dst inside:198.51.100.2/23 by access-group "IN" [0x54c7fa80, 0x0]',
        {"action": "Deny", "protocol": "tcp", "src_interface": "outside", "src_port": "50240", "policy_id": "IN"},
        {"[cisco][asa][outcome]": "Deny", "[observer][ingress][interface][name]": "outside", "[source][port]": 50240,
         "[destination][ip]": "198.51.100.2", "[cisco][asa][rule_name]": "IN", "[@metadata][cisco][asa][hashcode1]": "0x54c7fa80"},
    ),
    (
        "SHOREWALL",
        SHOREWALL,
        {"nf_host": "fence", "nf_action1": "net2fw", "nf_action2": "DROP", "nf_out_interface": None, "nf_src_port": "59088"},
        {"[observer][hostname]": "fence", "[shorewall][firewall][action]": "DROP", "[source][mac]": "38:72:c0:6e:92:9c",
         "[iptables][ttl]": 49, "[iptables][tcp][flags]": "SYN ", "[destination][port]": 8080},
    ),
    (
        "RT_FLOW2",
        JUNOS,
        {"src-ip": "192.0.2.10", "src-nat-rule-name": "None", "policy-name": "LET-IN", "session-id": "5"},
        {"[source][ip]": "192.0.2.10", "[juniper][srx][src_nat_rule_name]": None, "[rule][name]": "LET-IN"},
    ),
    (
        "BACULA_LOGLINE",
        BACULA,
        {"bts": "24-Aug 01:54", "hostname": "acme-sd", "jobid": "42", "volume": "Diff-1", "device": "vDrive-1"},
        {"timestamp": "24-Aug 01:54", "[bacula][volume][name]": "Diff-1", "[bacula][volume][path]": "/usr/volumes"},
    ),
    (
        "HAPROXYHTTP",
        HAPROXY,
        {"syslog_server": "gate", "pid": "14387", "client_ip": "192.0.2.7", "backend_name": "shop", "time_duration": "+3",
         "bytes_read": "+304", "http_verb": "GET", "captured_request_headers": "acme.test|curl"},
        {"[process][pid]": 14387, "[source][port]": 38862, "[haproxy][backend_name]": "shop",
         "[source][bytes]": 304, "[url][original]": "/a"},
    ),
    (
        "JAVASTACKTRACEPART",
        "  at org.acme.Shop.sell(Shop.java:42)",
        {"class": "org.acme.Shop", "method": "sell", "file": "Shop.java", "line": "42"},
        {"[java][log][origin][class][name]": "org.acme.Shop", "[log][origin][file][line]": 42},
    ),
    (
        "MONGO3_LOG",
        "2026-01-04T12:00:00.450-0500 I NETWORK [initandlisten] waiting",
        {"severity": "I", "component": "NETWORK", "context": "initandlisten"},
        {"[log][level]": "I", "[mongodb][component]": "NETWORK", "[mongodb][context]": "initandlisten"},
    ),
    (
        "NAGIOSLOGLINE",
        "[1427925600] CURRENT SERVICE STATE: shop;SSH;OK;HARD;1;OK - up",
        {"nagios_epoch": "1427925600", "nagios_type": "CURRENT SERVICE STATE", "nagios_hostname": "shop", "nagios_service": "SSH"},
        {"timestamp": "1427925600", "[host][hostname]": "shop", "[service][name]": "SSH", "[service][state]": "OK"},
    ),
    (
        "SQUID3",
        "1525334330.556      3 192.0.2.5 TCP_MISS/200 1044 GET http://acme.test/ alice HIER_DIRECT/198.51.100.9 text/html",
        {"timestamp": "1525334330.556", "duration": "3", "client_address": "192.0.2.5", "cache_result": "TCP_MISS", "bytes": "1044"},
        {"[squid][request][duration]": 3, "[source][ip]": "192.0.2.5", "[http][response][bytes]": 1044, "[user][name]": "alice"},
    ),
    (
        "REDISLOG",
        "[4018] 14 Nov 07:01:22.119 * Background saving terminated with success",
        {"pid": "4018", "timestamp": "14 Nov 07:01:22.119"},
        {"[process][pid]": 4018, "timestamp": "14 Nov 07:01:22.119"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("ecs", ["disabled", "v1"])
@pytest.mark.parametrize(("name", "line", "old", "new"), LINES, ids=[line[0] for line in LINES])
def test_a_pattern_takes_its_fields_out_of_a_line(
    name: str, line: str, old: dict[str, Any], new: dict[str, Any], ecs: str
) -> None:
    wanted = old if ecs == "disabled" else new
    copies = " ".join(f'add_field => {{ "x{number}" => "%{{{field}}}" }}' for number, field in enumerate(wanted))
    found = after(
        f'grok {{ match => {{ "message" => "%{{{name}}}" }} ecs_compatibility => {ecs} }} mutate {{ {copies} }}',
        {"message": line},
    )
    assert "tags" not in found
    for number, (field, value) in enumerate(wanted.items()):
        expected = f"%{{{field}}}" if value is None else str(value)
        assert found[f"x{number}"] == expected, field


def test_tomcats_newer_lines_are_known_with_ecs_only() -> None:
    grok = 'grok { match => { "message" => "%{CATALINALOG}" } overwrite => ["message"] ecs_compatibility => '
    assert after(grok + "disabled }", {"message": TOMCAT})["tags"] == ["_grokparsefailure"]
    assert after(grok + "v1 }", {"message": TOMCAT})["message"] == "Deployed [/shop] in [40] ms"


def test_numbers_are_numbers_with_ecs_and_texts_without() -> None:
    fields = {"message": COMBINED}
    old = after('grok { match => { "message" => "%{COMBINEDAPACHELOG}" } }', fields)
    new = after('grok { match => { "message" => "%{COMBINEDAPACHELOG}" } ecs_compatibility => v8 }', fields)
    assert old["bytes"] == "5120"
    assert new["http"]["response"] == {"status_code": 200, "body": {"bytes": 5120}}


@pytest.mark.parametrize(
    ("name", "text", "fits"),
    [
        ("IP", "192.0.2.256", False), ("IP", "2001:db8::1", True), ("IP", "::ffff:192.0.2.1", True),
        ("INT", "-12", True), ("INT", "12a", False), ("NUMBER", "-.5", True), ("BASE16NUM", "0xfF", True),
        ("HOSTNAME", "shop.acme.test", True), ("HOSTNAME", "-x", False), ("MAC", "00:1A:2b:3C:4d:5e", True),
        ("UUID", "123e4567-e89b-12d3-a456-426614174000", True), ("UUID", "123e4567", False),
        ("EMAILADDRESS", "alice.o+x@mail.acme.test", True), ("PATH", "/var/log", True), ("WINPATH", r"C:\logs\a.txt", True),
        ("URI", "https://alice:pw@acme.test:8443/a?b=c", True), ("URIPATH", "/a/b.c", True),
        ("TIMESTAMP_ISO8601", "2026-01-04T12:00:00.123+01:00", True), ("HTTPDATE", "04/Jan/2026:12:00:00 +0000", True),
        ("SYSLOGTIMESTAMP", "Jan  4 12:00:00", True), ("DATE_EU", "31.12.2026", True), ("DATE_US", "12/31/2026", True),
        ("TIME", "24:01:02", False), ("MONTH", "Sept", False), ("MONTH", "September", True), ("DAY", "Mon", True),
        ("LOGLEVEL", "WARNING", True), ("LOGLEVEL", "warn", True), ("QUOTEDSTRING", r'"a\"b"', True), ("WORD", "a-b", False),
        ("URN", "urn:isbn:0451450523", True), ("DATESTAMP_RFC2822", "Mon, 05 Jan 2026 12:00:00 +0000", True),
        ("JAVACLASS", "org.acme.Shop$1", True), ("EXIM_MSGID", "0tACW1-0005MB-00", True), ("TTY", "/dev/pts/1", True),
    ],
)  # fmt: skip
def test_a_pattern_fits_what_it_is_named_after(name: str, text: str, fits: bool) -> None:
    found = after(f'grok {{ match => {{ "message" => "\\A%{{{name}}}\\z" }} }}', {"message": text})
    assert ("tags" not in found) == fits


def test_the_page_names_every_pattern() -> None:
    old, new = standard_patterns(False), standard_patterns(True)
    told = re.findall(r"(?<!%\{)`([A-Z][A-Z0-9_]+)`([¹²]?)", PAGE.read_text())
    assert dict(told) == {name: "¹" if name not in old else "²" if name not in new else "" for name in {**old, **new}}
