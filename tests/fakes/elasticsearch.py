"""A full Elasticsearch, as far as an append and a look at its health go, answering as its documentation says.

It stands for what the server of our tests lacks: API keys, `match_only_text`, other versions, a product by the same
words that is another. What passes here was not seen on a real one.
"""

import base64
import contextlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Fake:
    """`key`: the `id:secret` of the only API key, when security is on. `lacking`: rights that this key does not have."""

    version: str = "8.19.16"
    product: str = "Elasticsearch"
    key: str = ""
    lacking: tuple[str, ...] = ()
    types: tuple[str, ...] = ("keyword", "text", "match_only_text", "wildcard")
    #: What the next bulks answer instead of taking anything: a status, and the error's type and reason.
    no: list[tuple[int, str, str]] = field(default_factory=list)
    #: A larger request is answered 413, without Elasticsearch's words for it: Elasticsearch itself sends an empty body.
    largest: int = 1 << 30
    page: bytes = b""
    port: int = 0
    templates: dict[str, Any] = field(default_factory=dict)
    mappings: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, authorization: str, body: bytes) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        if self.key and authorization != "ApiKey " + base64.b64encode(self.key.encode()).decode():
            return 401, _error(
                "security_exception",
                "unable to authenticate with provided credentials and anonymous access is not allowed for this request",
                401,
            )
        for pattern, verb in _VERBS:
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return verb(self, body, *found.groups())
        return 200, {}

    # -- verbs

    def _nodes(self, _body: bytes, *_: str) -> tuple[int, Any]:
        disk = {"total": {"total_in_bytes": 100, "available_in_bytes": 50}}
        node = {"name": "node-0", "version": self.version, "fs": disk, "jvm": {"mem": {"heap_used_percent": 30}}}
        return 200, {"cluster_name": "fake", "nodes": {"a": node}}

    def _health(self, _body: bytes, *_: str) -> tuple[int, Any]:
        return 200, {"cluster_name": "fake", "status": "green", "number_of_nodes": 1, "number_of_data_nodes": 1}

    def _simulate(self, body: bytes) -> tuple[int, Any]:
        kind = json.loads(body)["template"]["mappings"]["properties"]["tried"]["type"]
        if kind in self.types:
            return 200, {"template": {}}
        return 400, _error("mapper_parsing_exception", f"No handler for type [{kind}] declared on field [tried]", 400)

    def _template(self, body: bytes, name: str) -> tuple[int, Any]:
        self.templates[name] = json.loads(body)
        return 200, {"acknowledged": True}

    def _make(self, _body: bytes, index: str) -> tuple[int, Any]:
        (template,) = self.templates.values()
        self.mappings[index] = json.loads(json.dumps(template["template"]["mappings"]).replace("false", '"false"', 1))
        return 200, {"acknowledged": True, "shards_acknowledged": True, "index": index}

    def _mapping(self, _body: bytes, indices: str) -> tuple[int, Any]:
        found = {index: {"mappings": self.mappings[index]} for index in indices.split(",") if index in self.mappings}
        if found or "," in indices:
            return 200, found
        return 404, _error("index_not_found_exception", f"no such index [{indices}]", 404)

    def _rights(self, body: bytes) -> tuple[int, Any]:
        wanted = json.loads(body)
        has = {name: name not in self.lacking for name in wanted["index"][0]["privileges"]}
        cluster = {name: name not in self.lacking for name in wanted["cluster"]}
        index = dict.fromkeys(wanted["index"][0]["names"], has)
        return 200, {"username": "shipper", "has_all_requested": not self.lacking, "cluster": cluster, "index": index}

    def _bulk(self, body: bytes, index: str) -> tuple[int, Any]:
        if self.no:
            status, kind, reason = self.no.pop(0)
            return status, _error(kind, reason, status)
        lines = body.splitlines()
        items = []
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            id = json.loads(action)["create"]["_id"]
            status = 409 if id in self.documents else 201
            error = {"error": {"type": "version_conflict_engine_exception", "reason": "there"}} if status == 409 else {}
            items.append({"create": {"_index": index, "_id": id, "status": status, **error}})
            self.documents.setdefault(id, json.loads(document))
        return 200, {"errors": any("error" in item["create"] for item in items), "items": items}

    def _list(self, _body: bytes, *_: str) -> tuple[int, Any]:
        return 200, []


_VERBS = (
    (r"GET /_nodes/.*", Fake._nodes),
    (r"GET /_cluster/health/.*", Fake._health),
    (r"GET /_cat/.*", Fake._list),
    (r"POST /_index_template/_simulate", Fake._simulate),
    (r"PUT /_index_template/(.*)", Fake._template),
    (r"GET /_health_report/disk", lambda *_: (200, {"indicators": {"disk": {"status": "green"}}})),
    (r"POST /_security/user/_has_privileges", Fake._rights),
    (r"GET /([^_/][^/]*)/_mapping", Fake._mapping),
    (r"POST /([^_/][^/]*)/_bulk", Fake._bulk),
    (r"PUT /([^_/][^/]*)", Fake._make),
)


def _error(kind: str, reason: str, status: int) -> Mapping[str, Any]:
    cause = {"type": kind, "reason": reason}
    return {"error": {"root_cause": [cause], **cause}, "status": status}


@contextlib.contextmanager
def running(fake: Fake) -> Iterator[Fake]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            if len(body) > fake.largest:
                self.send_response(413)
                if fake.page:
                    self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(fake.page)))
                self.end_headers()
                self.wfile.write(fake.page)
                return
            status, said = fake.answer(self.command, path, self.headers.get("Authorization", ""), body)
            if "filter_path=errors" in self.path and status == 200 and "items.create" not in self.path:
                said = {"errors": said["errors"]}
            data = json.dumps(said).encode()
            self.send_response(status)
            if fake.product:
                self.send_header("X-Elastic-Product", fake.product)
            self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    fake.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
