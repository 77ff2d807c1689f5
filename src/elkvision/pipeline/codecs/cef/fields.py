"""The fields of the Common Event Format: their short keys, their names, and where ECS has them.

Several may mean one field of ECS; when such an event is written again, the one that stands last here is taken.
"""

from typing import Final

#: In the order in which they stand before the extensions: name, and ECS.
HEADER: Final = (
    ("cefVersion", "[cef][version]"),
    ("deviceVendor", "[observer][vendor]"),
    ("deviceProduct", "[observer][product]"),
    ("deviceVersion", "[observer][version]"),
    ("deviceEventClassId", "[event][code]"),
    ("name", "[cef][name]"),
    ("severity", "[event][severity]"),
)

#: Name, short key (or nothing), ECS. `{device}` is `observer` or `host`, as the setting `device` says.
_TABLE: Final = """
agentAddress agt [agent][ip]
agentNtDomain - [cef][agent][registered_domain]
agentDnsDomain - [cef][agent][registered_domain]
agentHostName ahost [agent][name]
agentId aid [agent][id]
agentMacAddress amac [agent][mac]
agentReceiptTime art [event][created]
agentTimeZone atz [cef][agent][timezone]
agentTranslatedAddress - [cef][agent][nat][ip]
agentTranslatedZoneExternalID - [cef][agent][translated_zone][external_id]
agentTranslatedZoneURI - [cef][agent][translated_zone][uri]
agentType at [agent][type]
agentVersion av [agent][version]
agentZoneExternalID - [cef][agent][zone][external_id]
agentZoneURI - [cef][agent][zone][uri]
applicationProtocol app [network][protocol]
baseEventCount cnt [cef][base_event_count]
bytesIn in [source][bytes]
bytesOut out [destination][bytes]
categoryDeviceType catdt [cef][device_type]
customerExternalID - [organization][id]
customerURI - [organization][name]
deviceAction act [event][action]
deviceDirection - [network][direction]
deviceEventCategory cat [cef][category]
deviceFacility - [log][syslog][facility][code]
deviceInboundInterface - [observer][ingress][interface][name]
deviceNtDomain - [cef][nt_domain]
deviceOutboundInterface - [observer][egress][interface][name]
devicePayloadId - [cef][payload_id]
deviceProcessId dvcpid [process][pid]
deviceProcessName - [process][name]
deviceReceiptTime rt @timestamp
deviceTimeZone dtz [event][timezone]
deviceTranslatedAddress - [host][nat][ip]
deviceTranslatedZoneExternalID - [cef][translated_zone][external_id]
deviceTranslatedZoneURI - [cef][translated_zone][uri]
deviceVersion - [observer][version]
deviceZoneExternalID - [cef][zone][external_id]
deviceZoneURI - [cef][zone][uri]
endTime end [event][end]
eventId - [event][id]
eventOutcome outcome [event][outcome]
externalId - [cef][external_id]
fileCreateTime - [file][created]
fileHash - [file][hash]
fileId - [file][inode]
fileModificationTime - [file][mtime]
fileName fname [file][name]
filePath - [file][path]
filePermission - [file][group]
fileSize fsize [file][size]
fileType - [file][extension]
managerReceiptTime mrt [event][ingested]
message msg [message]
oldFileCreateTime - [cef][old_file][created]
oldFileHash - [cef][old_file][hash]
oldFileId - [cef][old_file][inode]
oldFileModificationTime - [cef][old_file][mtime]
oldFileName - [cef][old_file][name]
oldFilePath - [cef][old_file][path]
oldFilePermission - [cef][old_file][group]
oldFileSize - [cef][old_file][size]
oldFileType - [cef][old_file][extension]
rawEvent - [event][original]
Reason reason [event][reason]
requestClientApplication - [user_agent][original]
requestContext - [http][request][referrer]
requestCookies - [cef][request][cookies]
requestMethod - [http][request][method]
requestUrl request [url][original]
startTime start [event][start]
transportProtocol proto [network][transport]
type - [cef][type]
"""

#: The same of the two ends of a connection: what follows `source` or `destination`, short key without its first letter.
_ENDS: Final = """
Address *rc/st [ip]
NtDomain *ntdom [registered_domain]
DnsDomain - [registered_domain]
GeoLatitude *lat [geo][location][lat]
GeoLongitude *long [geo][location][lon]
HostName *host [domain]
MacAddress *mac [mac]
Port *pt [port]
ProcessId *pid [process][pid]
ProcessName *proc [process][name]
ServiceName - [service][name]
TranslatedAddress - [nat][ip]
TranslatedPort - [nat][port]
TranslatedZoneExternalID - cef[translated_zone][external_id]
TranslatedZoneURI - cef[translated_zone][uri]
UserId *uid [user][id]
UserName *user [user][name]
UserPrivileges *priv [user][group][name]
ZoneExternalID - cef[zone][external_id]
ZoneURI - cef[zone][uri]
"""

#: Numbered ones: name, short key, name in ECS.
_NUMBERED: Final = (
    ("deviceCustomFloatingPoint", "cfp", "device_custom_floating_point"),
    ("deviceCustomIPv6Address", "c6a", "device_custom_ipv6_address"),
    ("deviceCustomNumber", "cn", "device_custom_number"),
    ("deviceCustomString", "cs", "device_custom_string"),
)
_MOST: Final = 15

#: What is said of the device itself: name, short key, where ECS has it below `observer`, and below `host`.
_DEVICE: Final = (
    ("deviceAddress", "dvc", "ip", "ip"),
    ("deviceDnsDomain", "-", "registered_domain", "registered_domain"),
    ("deviceExternalId", "-", "name", "id"),
    ("deviceHostName", "dvchost", "hostname", "name"),
    ("deviceMacAddress", "dvcmac", "mac", "mac"),
)

#: Fields with a moment in them.
TIMES: Final = frozenset(
    {
        "agentReceiptTime", "deviceReceiptTime", "endTime", "startTime", "managerReceiptTime", "fileCreateTime",
        "fileModificationTime", "oldFileCreateTime", "oldFileModificationTime",
    }
)  # fmt: skip


def _rows(device: str) -> list[tuple[str, str, str]]:
    rows = [(name, key, ecs) for name, key, ecs in (line.split() for line in _TABLE.split("\n") if line)]
    for end, letter in (("source", "s"), ("destination", "d")):
        for name, key, ecs in (line.split() for line in _ENDS.split("\n") if line):
            key = {"s": "src", "d": "dst"}[letter] if "/" in key else key.replace("*", letter)
            path = f"[cef][{end}]{ecs[3:]}" if ecs.startswith("cef") else f"[{end}]{ecs}"
            rows.append((f"{end}{name}", key, path))
    for name, key, ecs in _NUMBERED:
        for number in range(1, _MOST + 1):
            rows.append((f"{name}{number}", f"{key}{number}", f"[cef][{ecs}_{number}][value]"))
            rows.append((f"{name}{number}Label", f"{key}{number}Label", f"[cef][{ecs}_{number}][label]"))
    rows += [
        (name, key, f"[{device}][{observed if device == 'observer' else own}]") for name, key, observed, own in _DEVICE
    ]
    return rows


def names_by_key() -> dict[str, str]:
    """The name that a short key stands for."""
    return {key: name for name, key, _ in _rows("observer") if key != "-"} | {"_cefVer": "cefVersion"}


def ecs_by_name(device: str) -> dict[str, str]:
    """Where ECS has a name."""
    return {name: path for name, _, path in _rows(device)}
