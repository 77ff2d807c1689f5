"""What goes wrong with a cluster, each in one sentence that a person can act on: on the Health page and in delivery alike.

Whatever is the cluster's fault is Unavailable, also where it answers 4xx: delivery tries again, and goes on by itself
once somebody has mended it. No sentence has a password or a key in it.
"""

import re
from typing import Final, Literal

from elastic_transport import ConnectionError as NotReached
from elastic_transport import ConnectionTimeout, SerializationError, TlsError, TransportError

from elkvision.core.errors import Overloaded, Unavailable

#: What becomes of one event of a bulk: the cluster has it; it may take it in a moment; it cannot until somebody mends
#: something; or it is this event that it cannot keep (if the index is ours, see `foreign`).
Fate = Literal["there", "again", "blocked", "refused"]

#: Errors that are about a document.
_OF_THE_DOCUMENT: Final = {
    "document_parsing_exception",
    "illegal_argument_exception",
    "mapper_exception",
    "mapper_parsing_exception",
    "max_bytes_length_exceeded_exception",
    "parse_exception",
    "parsing_exception",
    "strict_dynamic_mapping_exception",
    "x_content_parse_exception",
}


class Unreached(Unavailable):
    """A node that is not there. Another one may be, and may know more."""


def of_item(status: int, kind: str = "") -> Fate:
    """What an item of a bulk's answer says of its event. What we do not know is never taken as kept."""
    if status in (200, 201):
        return "there"
    if status == 409 and kind == "version_conflict_engine_exception":
        return "there"
    if status == 429 and kind == "cluster_block_exception":
        return "blocked"
    if status in (408, 413, 429) or status >= 500:
        return "again"
    return "refused" if status == 400 and kind in _OF_THE_DOCUMENT else "blocked"


def unanswered(error: TransportError, place: str) -> Unavailable:
    """Why there was no answer from the nodes of `place`."""
    message = str(error.message)
    if isinstance(error, TlsError):
        return _untrusted(message, place)
    if isinstance(error, ConnectionTimeout):
        return Unavailable(
            f"Elasticsearch at {place} does not answer in time: a node is overloaded or stuck, or the network is slow",
            hint="look at the load of its nodes; it is tried again",
        )
    if isinstance(error, NotReached):
        return _not_reached(message, place)
    if isinstance(error, SerializationError):
        return Unavailable(
            f"An answer from {place} ended in the middle or is not JSON", hint="look at what is in between"
        )
    return Unavailable(f"Elasticsearch at {place} does not answer: {_short(message)}")


def not_elasticsearch(place: str) -> Unavailable:
    return Unavailable(
        f"What answers at {place} is not Elasticsearch: its answers lack X-Elastic-Product",
        hint="look at the address in ELKVISION_STORE and at a proxy on the way; OpenSearch is another product",
    )


def not_as_elasticsearch(status: int, text: str, place: str) -> Unavailable:
    """An error that is not in Elasticsearch's form: a proxy's page, or another server's."""
    words = " ".join(re.sub(r"<(style|script|title)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL).split())
    return Unavailable(
        f"{place} answers {status}, and not as Elasticsearch does{f': {_short(words)}' if words else ''}",
        hint="look at the address in ELKVISION_STORE and at a proxy on the way",
    )


def answered(status: int, kind: str, reason: str, place: str) -> Unavailable | None:
    """An error that Elasticsearch gave as answer, of a request or of one item; None when it is a no to what was asked."""
    if status == 401:
        return _unknown(reason, place)
    if kind == "security_exception":
        return _no_right(reason, place)
    if known := _known(kind, reason):
        return known
    if kind == "circuit_breaking_exception":
        return Overloaded(f"A node of {place} has no memory left for this", hint="give it more heap; it is tried again")
    if kind == "es_rejected_execution_exception" or status == 429:
        return Overloaded(f"A node of {place} has more to do than it can: {_short(reason)}", hint="it is tried again")
    if status >= 500 or status == 408:
        return Unavailable(f"Elasticsearch at {place} cannot do it now: {_short(reason or kind)}")
    return None


def _known(kind: str, reason: str) -> Unavailable | None:
    """States of a cluster that somebody has to mend."""
    if "read-only-allow-delete block" in reason:
        return flooded(_index_in(reason))
    if kind in ("master_not_discovered_exception", "not_master_exception") or "/no master]" in reason:
        return no_master()
    if "/state not recovered" in reason:
        return Unavailable("The cluster is starting: too few of its nodes are there yet")
    if kind in ("unavailable_shards_exception", "no_shard_available_action_exception"):
        return Unavailable(
            f"A shard of {_index_in(reason)} is away: no node that is up has its data",
            hint="bring the node back that had it; the Health page says since when",
        )
    if "shards open" in reason:
        count = re.search(r"\[(\d+)\]/\[(\d+)\]", reason)
        seen = f" ({count[1]} of {count[2]})" if count else ""
        return Unavailable(
            f"The cluster is at its limit of shards{seen} and makes no new index",
            hint="keep logs for fewer days, delete indices that nobody needs, or raise cluster.max_shards_per_node",
        )
    if kind == "index_not_found_exception" and "auto" in reason:
        return Unavailable(
            f"{_index_in(reason)} cannot be made: the cluster does not make indices by itself",
            hint="allow our prefix in action.auto_create_index",
        )
    if kind in ("cluster_block_exception", "index_closed_exception"):
        return Unavailable(
            f"Elasticsearch does not write into {_index_in(reason)}: {_short(reason)}",
            hint="open the index, or take its block away",
        )
    return None


def flooded(index: str) -> Unavailable:
    return Unavailable(
        f"Elasticsearch writes nothing into {index}: the disk of a node went past the flood stage",
        hint="free room on the data nodes or keep logs for fewer days; it goes on by itself then",
    )


def no_master() -> Unavailable:
    return Unavailable(
        "The cluster has no master: more than half of the nodes that may be master must be up and see one another",
        hint="start those that are down",
    )


def foreign(index: str) -> Unavailable:
    """An index with a name of ours that somebody else has made: it would refuse, or garble, every event."""
    return Unavailable(
        f"The index {index} was not made by ELK Vision, so its mapping does not take our events",
        hint="rename or delete it, or set another prefix in ELKVISION_STORE; delivery goes on by itself then",
    )


def _unknown(reason: str, place: str) -> Unavailable:
    if "missing authentication" in reason:
        return Unavailable(
            f"Elasticsearch at {place} wants a password or a key",
            hint="put user:password@ before its host in ELKVISION_STORE, or ?api_key= at the end",
        )
    user = re.search(r"authenticate user \[([^\]]*)\]", reason)
    what = f'the password of "{user[1]}"' if user else "our password or API key"
    return Unavailable(
        f"Elasticsearch at {place} does not accept {what}: it is wrong or has expired",
        hint="mend it in ELKVISION_STORE",
    )


def _no_right(reason: str, place: str) -> Unavailable:
    def bracketed(before: str) -> str:
        found = re.search(before + r" \[([^\]]*)\]", reason)
        return found[1] if found else ""

    subject = f'"{user}"' if (user := bracketed("user")) else "our credential"
    where = f" on {indices}" if (indices := bracketed("on indices")) else ""
    granted = bracketed("privileges")
    return Unavailable(
        f"Elasticsearch at {place} does not let {subject} do {bracketed('action') or 'this'}{where}",
        hint=f"grant one of {granted}" if granted else "grant the rights that the how-to lists",
    )


def _untrusted(message: str, place: str) -> Unavailable:
    if "WRONG_VERSION_NUMBER" in message or "record layer failure" in message:
        return Unavailable(f"{place} does not speak TLS", hint="use elasticsearch+http:// in ELKVISION_STORE")
    if "ingerprints did not match" in message:
        got = re.search(r'got "([0-9a-f]+)"', message)
        return Unavailable(
            f"The certificate of {place} has another fingerprint than ELKVISION_STORE says: {got[1] if got else message}",
            hint="set the new one if the certificate was renewed; if it was not, something else answers there",
        )
    if any(sign in message for sign in ("No such file", "NO_CERTIFICATE", "Permission denied", "PEM")):
        return Unavailable("The file that ?ca= names cannot be read, or has no certificate", hint="look at it")
    found = re.search(r"certificate verify failed: ([^(]+)", message)
    why = (found[1] if found else message).strip().rstrip(".")
    return Unavailable(
        f"The certificate of {place} is not trusted: {why}",
        hint="name the cluster's CA with ?ca=/path/to/http_ca.crt, or the certificate itself with ?fingerprint=",
    )


def _not_reached(message: str, place: str) -> Unreached:
    if any(sign in message for sign in ("IncompleteRead", "Connection broken")):
        return Unreached(f"A node of {place} went away in the middle of its answer", hint="it is tried again")
    if any(sign in message for sign in ("without response", "reset by peer", "BadStatusLine", "Broken pipe")):
        return Unreached(
            f"{place} closed the connection without an answer: a node went down, or it speaks TLS only",
            hint="if it wants TLS, use elasticsearch+https:// in ELKVISION_STORE",
        )
    if unknown := re.search(r"Failed to resolve '([^']*)'", message):
        return Unreached(f'No host is called "{unknown[1]}"', hint="look at the address in ELKVISION_STORE")
    why = "connection refused" if "refused" in message else _short(message.rpartition(": ")[2])
    return Unreached(f"Elasticsearch at {place} cannot be reached: {why}", hint="see that it runs, and on that port")


def _index_in(reason: str) -> str:
    found = re.search(r"\[([^\[\]/ ]+-\d{4}\.\d\d\.\d\d[^\[\]/ ]*)", reason) or re.search(r"index \[([^\]]+)\]", reason)
    return found[1] if found else "our indices"


def _short(text: str) -> str:
    """Without addresses of help pages, and not a page of text."""
    text = re.sub(r"[;,]? ?(for more information,? )?see https?://\S+", "", text)
    return text if len(text) <= 300 else text[:299] + "…"
