"""Zeek: what Bro's logs have become since it got that name. There are no legacy forms."""

from typing import Final

from elkvision.pipeline.patterns.bro import (
    connection,
    dns_question,
    file_details,
    http_request,
    http_response,
    http_user,
    peers,
    traffic,
)
from elkvision.pipeline.patterns.tables import known, maybe, row

_TAB: Final = r"\t"
_DATA: Final = "ZEEK_DATA"
_BOOL: Final = "ZEEK_BOOL"


def _hosts(role: str, field: str) -> str:
    """One host, or a list of which the first one counts."""
    address = f"%{{IP:{role}}}"
    return rf"(?:-|{address})|(?<{field}>{address}(?:[\s,]%{{IP}})+)"


LEGACY: Final[dict[str, str]] = {}

ECS: Final = {
    "ZEEK_BOOL": "[TF]",
    "ZEEK_DATA": r"[^\t]+",
    "ZEEK_HTTP": row(
        _TAB,
        *peers(), *http_request(_DATA), maybe("NUMBER", "[http][version]"), maybe(_DATA, "[user_agent][original]"),
        maybe(_DATA, "[zeek][http][origin]"), *http_response(), *http_user(_DATA),
        maybe(_DATA, "[zeek][http][orig_fuids]"), maybe(_DATA, "[zeek][http][orig_filenames]"),
        maybe(_DATA, "[http][request][mime_type]"), maybe(_DATA, "[zeek][http][resp_fuids]"),
        maybe(_DATA, "[zeek][http][resp_filenames]"), maybe(_DATA, "[http][response][mime_type]"),
    ),
    "ZEEK_DNS": row(
        _TAB,
        *peers(), known("WORD", "[network][transport]"), maybe("INT", "[dns][id]:int"),
        maybe("NUMBER", "[zeek][dns][rtt]:float"), *dns_question(_DATA),
        *(known(_BOOL, f"[zeek][dns][{flag}]") for flag in ("AA", "TC", "RD", "RA")),
        known("NONNEGINT", "[zeek][dns][Z]:int"), maybe(_DATA, "[zeek][dns][answers]"),
        maybe("DATA", "[zeek][dns][TTLs]"), maybe(_BOOL, "[zeek][dns][rejected]"),
    ),
    "ZEEK_CONN": row(
        _TAB,
        *peers(), *connection(_DATA), maybe(_BOOL, "[zeek][connection][local_orig]"),
        maybe(_BOOL, "[zeek][connection][local_resp]"), *traffic(_DATA),
        maybe(_DATA, "[zeek][connection][tunnel_parents]"),
    )
    + rf"(?:\t{maybe('COMMONMAC', '[source][mac]')}\t{maybe('COMMONMAC', '[destination][mac]')})?",
    "ZEEK_FILES_TX_HOSTS": _hosts("[server][ip]", "[zeek][files][tx_hosts]"),
    "ZEEK_FILES_RX_HOSTS": _hosts("[client][ip]", "[zeek][files][rx_hosts]"),
    "ZEEK_FILES": row(
        _TAB,
        known("NUMBER", "timestamp"), known("NOTSPACE", "[zeek][files][fuid]"), "%{ZEEK_FILES_TX_HOSTS}",
        "%{ZEEK_FILES_RX_HOSTS}", *file_details(_DATA, _BOOL),
    )
    + rf"(?:\t{maybe(_BOOL, '[zeek][files][extracted_cutoff]')}\t{maybe('INT', '[zeek][files][extracted_size]:int')})?",
}  # fmt: skip
