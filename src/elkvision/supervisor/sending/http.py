"""HTTP in compressed batches, each named, so that sending it again adds nothing."""

import httpx
import zstandard

from elkvision.core.errors import Overloaded, Refused, Unavailable

_SECONDS = 60.0


class Http:
    acknowledged = True

    def __init__(self, url: str, key: str) -> None:
        headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "zstd"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._url = url
        self._client = httpx.Client(headers=headers, timeout=_SECONDS)
        self._compressor = zstandard.ZstdCompressor(level=1)

    def send(self, lines: list[bytes], name: str = "", /) -> int:
        body = self._compressor.compress(b"\n".join(lines) + b"\n")
        headers = {"Idempotency-Key": name} if name else {}
        try:
            answer = self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(f"{self._url} does not answer: {error}", hint="is `elkvision up` running?") from error
        if answer.status_code in (429, 503):
            raise Overloaded(f"{self._url} is busy: {_said(answer)}", retry_after=_retry_after(answer))
        if answer.status_code >= 500:
            raise Unavailable(f"{self._url} failed with {answer.status_code}: {_said(answer)}")
        if answer.status_code != 200:
            raise Refused(f"{self._url} refused with {answer.status_code}: {_said(answer)}")
        refused = answer.json().get("refused", [])
        return len(refused) if isinstance(refused, list) else 0

    def close(self) -> None:
        self._client.close()


def _said(answer: httpx.Response) -> str:
    try:
        error = answer.json()["error"]
        return f"{error['message']} {error.get('hint') or ''}".strip()
    except (ValueError, KeyError, TypeError):
        return answer.text[:200] or answer.reason_phrase


def _retry_after(answer: httpx.Response) -> float:
    try:
        return max(0.1, float(answer.headers.get("Retry-After", 1)))
    except ValueError:
        return 1.0
