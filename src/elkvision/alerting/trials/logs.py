"""The logs of a test, made as they would be on the way in."""

from datetime import timedelta
from typing import Final

from elkvision.alerting.trials.case import Case, Sample
from elkvision.core.event import Event, event_id
from elkvision.pipeline.normalise import normalise_line, normalise_object

_TENANT: Final = "trial"


def events(case: Case) -> list[Event]:
    """In the order in which they are received."""
    made = [
        _event(case, sample, sample.at + number * sample.every, segment, number)
        for segment, sample in enumerate(case.logs)
        for number in range(sample.times)
    ]
    return sorted(made, key=lambda event: (event["received_at"], event["id"]))


def _event(case: Case, sample: Sample, at: timedelta, segment: int, number: int) -> Event:
    """A log's time is the test's, whatever time it may give itself."""
    said = case.start + at
    received = int((said + sample.delay).timestamp() * 1000)
    id = event_id(received, segment, number)
    if isinstance(sample.log, str):
        line = sample.log.encode()
        event = normalise_line(line, id=id, tenant=_TENANT, received_ms=received, input="trial", defaults={})
    else:
        log = dict(sample.log)
        event = normalise_object(log, id=id, tenant=_TENANT, received_ms=received, input="trial", defaults={})
    tags = [tag for tag in event.pop("tags", []) if tag != "_no_timestamp"]
    time = round(said.timestamp() * 1000) * 1_000_000
    return {**event, "@timestamp": time, **({"tags": tags} if tags else {})}
