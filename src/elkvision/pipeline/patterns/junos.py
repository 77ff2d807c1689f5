"""Juniper's JunOS: sessions that its firewalls open, close and deny."""

from typing import Final

_TAG: Final = "(?:RT_FLOW_SESSION_CREATE|RT_FLOW_SESSION_CLOSE|RT_FLOW_SESSION_DENY)"


def _flows(
    tag: str,
    reason: str,
    ends: str,
    service: str,
    mapped: str,
    rules: str,
    protocol: str,
    zones: str,
    session: str,
    sizes: str,
) -> dict[str, str]:
    """Closed, created and denied sessions, of the parts all of them share."""
    through = f"{ends} {service} {mapped} {rules} {protocol} {zones} {session}"
    return {
        "RT_FLOW1": f"{tag}: {reason}: {through} {sizes} .*",
        "RT_FLOW2": f"{tag}: session created {through} .*",
        "RT_FLOW3": rf"{tag}: session denied {ends} {service} {protocol}\(\d\) {zones} .*",
    }


def _rule(field: str) -> str:
    return f"(?:None|%{{DATA:{field}}})"


LEGACY: Final = {"RT_FLOW_EVENT": _TAG} | _flows(
    tag="%{RT_FLOW_EVENT:event}",
    reason="%{GREEDYDATA:close-reason}",
    ends="%{IP:src-ip}/%{INT:src-port}->%{IP:dst-ip}/%{INT:dst-port}",
    service="%{DATA:service}",
    mapped="%{IP:nat-src-ip}/%{INT:nat-src-port}->%{IP:nat-dst-ip}/%{INT:nat-dst-port}",
    rules="%{DATA:src-nat-rule-name} %{DATA:dst-nat-rule-name}",
    protocol="%{INT:protocol-id}",
    zones="%{DATA:policy-name} %{DATA:from-zone} %{DATA:to-zone}",
    session="%{INT:session-id}",
    sizes=r"\d+\(%{DATA:sent}\) \d+\(%{DATA:received}\) %{INT:elapsed-time}",
)

_SRX: Final = "[juniper][srx]"

ECS: Final = {"RT_FLOW_TAG": _TAG, "RT_FLOW_EVENT": "RT_FLOW_TAG"} | _flows(
    tag=f"%{{RT_FLOW_TAG:{_SRX}[tag]}}",
    reason=f"%{{GREEDYDATA:{_SRX}[reason]}}",
    ends="%{IP:[source][ip]}/%{INT:[source][port]:int}->%{IP:[destination][ip]}/%{INT:[destination][port]:int}",
    service=f"%{{DATA:{_SRX}[service_name]}}",
    mapped=(
        "%{IP:[source][nat][ip]}/%{INT:[source][nat][port]:int}->"
        "%{IP:[destination][nat][ip]}/%{INT:[destination][nat][port]:int}"
    ),
    rules=f"{_rule(f'{_SRX}[src_nat_rule_name]')} {_rule(f'{_SRX}[dst_nat_rule_name]')}",
    protocol="%{INT:[network][iana_number]}",
    zones="%{DATA:[rule][name]} %{DATA:[observer][ingress][zone]} %{DATA:[observer][egress][zone]}",
    session=f"%{{INT:{_SRX}[session_id]}}",
    sizes=(
        r"\d+\(%{INT:[source][bytes]:int}\) \d+\(%{INT:[destination][bytes]:int}\) "
        f"%{{INT:{_SRX}[elapsed_time]:int}}"
    ),
)
