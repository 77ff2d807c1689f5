"""An upload's lines on their way to the spool."""

from elkvision.core.errors import Overloaded, Unavailable
from elkvision.core.settings import Settings
from elkvision.server.apps.uploads.models import Upload
from elkvision.server.apps.uploads.reading import Block
from elkvision.server.gateway import handing


class Intake:
    """Called with a block; a repeat of the same block adds nothing.

    Raises Overloaded when the spool is at its budget and Unavailable when intake does not answer.
    """

    def __init__(self, settings: Settings) -> None:
        self._intake = handing.Intake(settings)

    def __call__(self, upload: Upload, block: Block) -> list[tuple[int, str]]:
        if not block.lines:
            return []
        answer = self._intake.hand_in(
            block.payload,
            tenant=upload.organisation.tenant,
            input="upload",
            defaults=upload.defaults,
            headers={"Idempotency-Key": f"upload:{upload.pk}:{block.number}"},
        )
        if answer.status_code in (429, 503):
            raise Overloaded("the spool is full", retry_after=float(answer.headers.get("Retry-After", 1)))
        if answer.status_code != 200:
            raise Unavailable(f"intake answered {answer.status_code}: {answer.text[:300]}")
        return [(int(each["index"]), str(each["reason"])) for each in answer.json().get("refused", [])]

    def close(self) -> None:
        self._intake.close()
