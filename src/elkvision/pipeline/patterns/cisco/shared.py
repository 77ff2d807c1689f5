"""What the messages of Cisco ASA have in common, whatever their fields are called."""

from typing import Final

BOTH: Final = {
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


def failover(interface: str, reason: str) -> dict[str, str]:
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


def user(field: str) -> str:
    """Who, in parentheses, if anybody."""
    return rf"(?:\(%{{DATA:{field}}}\))?"


def user_apart(field: str) -> str:
    """The same after a space."""
    return rf"(?: \(%{{DATA:{field}}}\))?"
