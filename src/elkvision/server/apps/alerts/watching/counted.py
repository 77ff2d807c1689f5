"""What the watch of this process counts of its work."""

import time
from typing import Final

from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Page
from elkvision.core.metrics.meters import Counter, Histogram

evaluations: Final = Counter(say.EVALUATED)
seconds: Final = Histogram(say.EVALUATION_SECONDS)
#: By organisation, when its next window is due (seconds since 1970); None where there is none.
due: Final[dict[int, float | None]] = {}


def collect(page: Page) -> None:
    evaluations.collect(page)
    seconds.collect(page)
    known = dict(due)
    now = time.time()
    page.put(say.EVALUATION_LAG, max((now - at for at in known.values() if at is not None and at < now), default=0.0))
    page.put(say.WATCHED, len(known))
