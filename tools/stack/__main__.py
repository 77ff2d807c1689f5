"""The whole stack without containers, on loopback, until Ctrl-C.

python -m tools.stack up --data FOLDER [--nodes 3] [--https-port 8443] [--http-port 8081]
"""

import argparse
import signal
import sys
from pathlib import Path

from tools.servers.distribution import NotHere
from tools.stack.facts import BACKGROUND, GATEWAYS, WEBS
from tools.stack.process import Failed
from tools.stack.stack import Stack


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.stack")
    parser.add_argument("verb", choices=["up"])
    parser.add_argument("--data", type=Path, required=True, help="where everything is kept, for the next time too")
    parser.add_argument("--nodes", type=int, default=3, choices=[1, 3], help="of Elasticsearch")
    parser.add_argument("--heap", default="512m", help="of each of them")
    parser.add_argument("--https-port", type=int, help="where people open it; a free one unless given")
    parser.add_argument("--http-port", type=int, help="which leads to it")
    parser.add_argument("--rsyslog", action="store_true", help="one that ships what it is told over TCP")
    wish = parser.parse_args()
    ports = {"https": wish.https_port, "http": wish.http_port}
    given = {name: port for name, port in ports.items() if port}
    for each in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us in the background
        signal.signal(each, _as_ctrl_c)
    try:
        with Stack(wish.data, nodes=wish.nodes, heap=wish.heap, ports=given, rsyslog=wish.rsyslog) as stack:
            print(described(stack), flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
    except (NotHere, Failed, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def described(stack: Stack) -> str:
    """Where everything is."""
    ports = stack.facts.ports
    gateways = [stack.facts.doors(name) for name in GATEWAYS]
    rows = [
        ("UI and API", f"{stack.url}   (certificate by {stack.ca})"),
        ("logs over HTTP", f"{stack.url}/ingest"),
        ("TCP and UDP", ", ".join(f"127.0.0.1:{doors['tcp']}" for doors in gateways)),
        ("Beats", ", ".join(f"127.0.0.1:{doors['beats']}" for doors in gateways)),
        ("web", ", ".join(f"http://127.0.0.1:{ports[name]}" for name in WEBS)),
        ("worker, beat", ", ".join(f"http://127.0.0.1:{ports[name]}/metrics" for name in BACKGROUND)),
        ("Elasticsearch", ", ".join(stack.elasticsearch.hosts) if stack.elasticsearch else ""),
        ("PostgreSQL", f"127.0.0.1:{ports['postgresql']}"),
        ("MongoDB's stand-in", f"127.0.0.1:{ports['mongodb']}"),
        ("Redis", f"127.0.0.1:{ports['redis']}"),
        ("Prometheus", f"http://127.0.0.1:{ports['prometheus']}"),
        ("Alertmanager", f"http://127.0.0.1:{ports['alertmanager']}"),
    ]
    if stack.rsyslog:
        rows.append(("rsyslog", f"127.0.0.1:{ports['syslog']} (TCP)"))
    lines = [f"  {name:<20}{where}" for name, where in rows]
    kept = f"  Secrets are in {stack.folder / 'stack.json'}, what each part says in {stack.folder / 'logs'}. Ctrl-C stops it."
    return "\n".join(["The stack is ready.", *lines, kept])


def _as_ctrl_c(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
