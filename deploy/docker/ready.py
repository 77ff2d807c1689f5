#!/opt/elkvision/bin/python -IS
"""`ready URL…`: ends well when each answers 200 within three seconds. Containers' health is asked this way."""

import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit


def status(address: str) -> int:
    url = urlsplit(address)
    connection = HTTPConnection(url.hostname or "127.0.0.1", url.port or 80, timeout=3)
    connection.request("GET", url.path or "/")
    return connection.getresponse().status


if __name__ == "__main__":
    sys.exit(any(status(address) != 200 for address in sys.argv[1:]))
