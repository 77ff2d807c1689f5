"""What `elkvision store check` finds out about a cluster, by asking and by trying."""

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from elkvision.core.clock import now_ms
from elkvision.core.errors import ElkVisionError
from elkvision.store.contract import Checked
from elkvision.store.engines.elasticsearch.abilities import Abilities
from elkvision.store.engines.elasticsearch.connection import Connection, Declined
from elkvision.store.engines.elasticsearch.health import CLUSTER_RIGHTS, RIGHTS, health_of
from elkvision.store.engines.elasticsearch.indices import Indices
from elkvision.store.engines.elasticsearch.template import index_of, template, template_name

_DURABILITY: Final = {
    "request": "a log is on disk when it is acknowledged",
    "async": "the last five seconds may be lost with a node",
}


def check_of(connection: Connection, indices: Indices) -> Sequence[Checked]:
    """One line a thing. Nothing is tried while something is lacking."""
    found = [*_said("server", lambda: _server(connection)), *_said("rights", lambda: _rights(connection))]
    if all(each.status != "problem" for each in found):
        found += _said("cluster", lambda: _tried_and_used(connection, indices))
    health = health_of(connection)
    return [*found, Checked("health", "problem" if health.status == "red" else "good", health.reason)]


def _said(about: str, look: Callable[[], Iterable[Checked]]) -> list[Checked]:
    """What was found; why it ended where it did not get on."""
    found: list[Checked] = []
    try:
        found.extend(look())
    except ElkVisionError as error:
        found.append(Checked(about, "problem", " ".join(str(error).split())))
    return found


def _tried_and_used(connection: Connection, indices: Indices) -> Iterator[Checked]:
    abilities = indices.abilities()
    yield _template(connection)
    yield from _tried(connection, abilities)
    yield from _used(connection, abilities)


def _server(connection: Connection) -> Iterator[Checked]:
    about = connection.ask("GET", "/_nodes/_all/http", filter_path="cluster_name,nodes.*.version")
    versions = sorted({node["version"] for node in about["nodes"].values()})
    count = len(about["nodes"])
    words = (
        f'Elasticsearch {" and ".join(versions)}, cluster "{about["cluster_name"]}", {count} node{"s" * (count != 1)}.'
    )
    yield Checked("server", "good", words)
    address = connection.address
    if not address.nodes[0].startswith("https:"):
        yield Checked(
            "TLS", "without", "What is sent can be read on the way: use elasticsearch+https:// outside this machine."
        )
    elif address.fingerprint:
        yield Checked("TLS", "good", "The certificate has the fingerprint that the URL says.")
    else:
        yield Checked("TLS", "good", f"The certificate is trusted{f' by {address.ca}' if address.ca else ''}.")


def _rights(connection: Connection) -> Iterator[Checked]:
    address = connection.address
    wanted = {
        "cluster": list(CLUSTER_RIGHTS),
        "index": [{"names": [f"{address.prefix}-*", address.prefix], "privileges": list(RIGHTS)}],
    }
    try:
        answer = connection.ask("POST", "/_security/user/_has_privileges", wanted)
    except Declined:
        yield Checked(
            "rights", "without", "The server does not say what we may do: security is off, or not of this kind."
        )
        return
    granted = [*answer.get("index", {}).values(), answer.get("cluster", {})]
    lacking = sorted({name for rights in granted for name, has in rights.items() if not has})
    user = answer.get("username", "the credential")
    if lacking:
        yield Checked("rights", "problem", f'"{user}" lacks {", ".join(lacking)}.')
    else:
        yield Checked("rights", "good", f'"{user}" has {", ".join((*CLUSTER_RIGHTS, *RIGHTS))}.')


def _template(connection: Connection) -> Checked:
    """Would the index of today be made by our template?"""
    name, index = template_name(connection.address), index_of(connection.address, now_ms())
    made = connection.ask("POST", f"/_index_template/_simulate_index/{index}")
    if "q" not in made.get("template", {}).get("mappings", {}).get("properties", {}):
        return Checked(
            "template", "problem", f"Another index template wins over {name} for {index}: lower its priority."
        )
    others = [each["name"] for each in made.get("overlapping", []) if each["name"] != name]
    before = f", before {', '.join(others)}" if others else ""
    return Checked("template", "good", f"{name} makes {index}{before}.")


def _tried(connection: Connection, abilities: Abilities) -> Iterator[Checked]:
    """An index with our settings and mapping is made, written, searched and removed."""
    address = connection.address
    # One dash: with two it would be one of Elastic's own data streams, where the prefix is `logs`.
    name = f"{address.prefix}-trial{uuid.uuid4().hex[:12]}"
    body: dict[str, Any] = dict(template(address, message_type=abilities.message_type)["template"])
    body.pop("aliases")
    lines = b'{"create":{"_id":"1"}}\n{"@timestamp":"%d","message":"a try"}\n' % now_ms()
    try:
        connection.ask("PUT", f"/{name}", body)
        answer = connection.many(f"/{name}/_bulk", lines, refresh=True)
        found = connection.ask("POST", f"/{name}/_count", {"query": {"ids": {"values": ["1"]}}})["count"]
        if answer["errors"] or found != 1:
            yield Checked("trial", "problem", f"A log that was written is not found: {str(answer)[:300]}")
            return
    except Declined as error:
        yield Checked("trial", "problem", f"An index like ours is refused: {error.reason[:300]}")
        return
    finally:
        with contextlib.suppress(ElkVisionError):
            connection.ask("DELETE", f"/{name}", ignore_unavailable=True)
    yield Checked("trial", "good", "An index like ours was made, written, searched and removed.")


def _used(connection: Connection, abilities: Abilities) -> Iterator[Checked]:
    address = connection.address
    replicas = "one where there is a second node" if address.replicas is None else str(address.replicas)
    yield Checked(
        "indices",
        "good",
        f"{address.prefix}-YYYY.MM.DD, one a day of receipt; shards {address.shards}, replicas {replicas}, "
        f"{_DURABILITY[address.durability]}.",
    )
    if abilities.match_only_text:
        yield Checked("message", "good", "match_only_text, for other tools of the cluster.")
    else:
        yield Checked(
            "message", "without", "match_only_text is not there: other tools cannot search in messages, we can."
        )
    yield Checked("deleting", "good", "Found as of one moment and deleted by _bulk, on every server alike.")
    yield Checked(
        "retention", "good", "Ours: whole days are dropped as indices, the rest is deleted. ILM is not needed."
    )
    yield Checked("lines", "without", "Elasticsearch does not read log lines itself: every line takes the full lane.")
