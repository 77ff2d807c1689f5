"""Bro (since renamed to Zeek): connections, names asked for, pages fetched, files seen."""

from typing import Final

from elkvision.pipeline.patterns.tables import column, known, maybe, row

_TAB: Final = r"\t"


def _legacy(*names: str) -> str:
    """Columns as the legacy forms take them: nearly anything."""
    return row(
        _TAB, *(known(*reversed(name.split("="))) if "=" in name else known("GREEDYDATA", name) for name in names)
    )


_PEERS_LEGACY: Final = ("ts=NUMBER", "uid=NOTSPACE", "orig_h=IP", "orig_p=INT", "resp_h=IP", "resp_p=INT")

LEGACY: Final = {
    "BRO_HTTP": _legacy(
        *_PEERS_LEGACY, "trans_depth=INT", "method", "domain", "uri", "referrer", "user_agent",
        "request_body_len=NUMBER", "response_body_len=NUMBER", "status_code", "status_msg", "info_code", "info_msg",
        "filename", "bro_tags", "username", "password", "proxied", "orig_fuids", "orig_mime_types", "resp_fuids",
        "resp_mime_types",
    ),
    "BRO_DNS": _legacy(
        *_PEERS_LEGACY, "proto=WORD", "trans_id=INT", "query", "qclass", "qclass_name", "qtype", "qtype_name", "rcode",
        "rcode_name", "AA", "TC", "RD", "RA", "Z", "answers", "TTLs", "rejected",
    ),
    "BRO_CONN": _legacy(
        *_PEERS_LEGACY, "proto=WORD", "service",
        *(
            f"{name}=NOTSPACE"
            for name in (
                "duration", "orig_bytes", "resp_bytes", "conn_state", "local_orig", "missed_bytes", "history",
                "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes", "tunnel_parents",
            )
        ),
    ),
    "BRO_FILES": _legacy(
        "ts=NUMBER", "fuid=NOTSPACE", "tx_hosts=IP", "rx_hosts=IP", "conn_uids=NOTSPACE", "source", "depth",
        "analyzers", "mime_type", "filename", "duration", "local_orig", "is_orig", "seen_bytes", "total_bytes",
        "missing_bytes", "overflow_bytes", "timedout", "parent_fuid", "md5", "sha1", "sha256", "extracted",
    ),
}  # fmt: skip


def peers() -> tuple[str, ...]:
    """When, which session, and who talked to whom: how most logs begin."""
    return (
        known("NUMBER", "timestamp"), known("NOTSPACE", "[zeek][session_id]"),
        known("IP", "[source][ip]"), known("INT", "[source][port]:int"),
        known("IP", "[destination][ip]"), known("INT", "[destination][port]:int"),
    )  # fmt: skip


def http_request(data: str) -> tuple[str, ...]:
    """Depth, method, host, path and referrer."""
    return (
        known("INT", "[zeek][http][trans_depth]:int"), maybe("WORD", "[http][request][method]"),
        maybe(data, "[url][domain]"), maybe(data, "[url][original]"), maybe(data, "[http][request][referrer]"),
    )  # fmt: skip


def http_response() -> tuple[str, ...]:
    """Sizes, status and information."""
    return (
        maybe("NUMBER", "[http][request][body][bytes]:int"), maybe("NUMBER", "[http][response][body][bytes]:int"),
        maybe("POSINT", "[http][response][status_code]:int"), maybe("DATA", "[zeek][http][status_msg]"),
        maybe("POSINT", "[zeek][http][info_code]:int"), maybe("DATA", "[zeek][http][info_msg]"),
    )  # fmt: skip


def http_user(data: str) -> tuple[str, ...]:
    """Tags, name and password, proxies."""
    return (
        column(data, "[zeek][http][tags]", empty=r"\(empty\)"), maybe(data, "[url][username]"),
        maybe(data, "[url][password]"), maybe(data, "[zeek][http][proxied]"),
    )  # fmt: skip


def dns_question(data: str) -> tuple[str, ...]:
    """The question and what was answered to it, up to the flags."""
    return (
        maybe(data, "[dns][question][name]"), maybe("INT", "[zeek][dns][qclass]:int"),
        maybe(data, "[zeek][dns][qclass_name]"), maybe("INT", "[zeek][dns][qtype]:int"),
        maybe(data, "[dns][question][type]"), maybe("INT", "[zeek][dns][rcode]:int"),
        maybe(data, "[dns][response_code]"),
    )  # fmt: skip


def connection(data: str) -> tuple[str, ...]:
    """Protocol, duration, bytes and state."""
    return (
        known("WORD", "[network][transport]"), maybe(data, "[network][protocol]"),
        maybe("NUMBER", "[zeek][connection][duration]:float"), maybe("INT", "[zeek][connection][orig_bytes]:int"),
        maybe("INT", "[zeek][connection][resp_bytes]:int"), maybe(data, "[zeek][connection][state]"),
    )  # fmt: skip


def traffic(data: str) -> tuple[str, ...]:
    """What was missed, the history, packets and bytes."""
    return (
        maybe("INT", "[zeek][connection][missed_bytes]:int"), maybe(data, "[zeek][connection][history]"),
        maybe("INT", "[source][packets]:int"), maybe("INT", "[source][bytes]:int"),
        maybe("INT", "[destination][packets]:int"), maybe("INT", "[destination][bytes]:int"),
    )  # fmt: skip


def file_details(data: str, truth: str) -> tuple[str, ...]:
    """Everything of a file after its hosts."""
    files = "[zeek][files]"
    return (
        maybe(data, f"{files}[session_ids]"), maybe(data, f"{files}[source]"), maybe("INT", f"{files}[depth]:int"),
        maybe(data, f"{files}[analyzers]"), maybe(data, "[file][mime_type]"), maybe(data, "[file][name]"),
        maybe("NUMBER", f"{files}[duration]:float"), maybe(data, f"{files}[local_orig]"),
        maybe(truth, f"{files}[is_orig]"), maybe("INT", f"{files}[seen_bytes]:int"), maybe("INT", "[file][size]:int"),
        maybe("INT", f"{files}[missing_bytes]:int"), maybe("INT", f"{files}[overflow_bytes]:int"),
        maybe(truth, f"{files}[timedout]"), maybe(data, f"{files}[parent_fuid]"), maybe(data, "[file][hash][md5]"),
        maybe(data, "[file][hash][sha1]"), maybe(data, "[file][hash][sha256]"), maybe(data, f"{files}[extracted]"),
    )  # fmt: skip


_DATA: Final = "BRO_DATA"

ECS: Final = {
    "BRO_BOOL": "[TF]",
    "BRO_DATA": r"[^\t]+",
    "BRO_HTTP": row(
        _TAB,
        *peers(), *http_request(_DATA), maybe(_DATA, "[user_agent][original]"), *http_response(),
        maybe(_DATA, "[zeek][http][filename]"), *http_user(_DATA),
        maybe(_DATA, "[zeek][http][orig_fuids]"), maybe(_DATA, "[http][request][mime_type]"),
        maybe(_DATA, "[zeek][http][resp_fuids]"), maybe(_DATA, "[http][response][mime_type]"),
    ),
    "BRO_DNS": row(
        _TAB,
        *peers(), known("WORD", "[network][transport]"), maybe("INT", "[dns][id]:int"), *dns_question(_DATA),
        *(maybe("BRO_BOOL", f"[zeek][dns][{flag}]") for flag in ("AA", "TC", "RD", "RA")),
        maybe("NONNEGINT", "[zeek][dns][Z]:int"), maybe(_DATA, "[zeek][dns][answers]"),
        maybe("DATA", "[zeek][dns][TTLs]"), maybe("BRO_BOOL", "[zeek][dns][rejected]"),
    ),
    "BRO_CONN": row(
        _TAB,
        *peers(), *connection(_DATA), maybe("BRO_BOOL", "[zeek][connection][local_orig]"),
        # Newer logs say where the other end is, too.
        rf"(?:{maybe('BRO_BOOL', '[zeek][connection][local_resp]')}\t)?" + row(_TAB, *traffic(_DATA)),
        column(_DATA, "[zeek][connection][tunnel_parents]", empty=r"\(empty\)"),
    ),
    "BRO_FILES": row(
        _TAB,
        known("NUMBER", "timestamp"), known("NOTSPACE", "[zeek][files][fuid]"), maybe("IP", "[server][ip]"),
        maybe("IP", "[client][ip]"), *file_details(_DATA, "BRO_BOOL"),
    ),
}  # fmt: skip
