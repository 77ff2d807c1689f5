"""Every example does with its samples what it says it does."""

from pathlib import Path

import orjson
import pytest

from elkvision.pipeline import compile_pipeline
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.supervisor.piping.lines import written
from elkvision.supervisor.piping.reading import by_codec, by_line
from elkvision.supervisor.piping.surroundings import sources_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "pipelines"
#: 4 January 2026, 12:00 UTC: the time of events that name none.
NOON = 1_767_528_000_000_000_000


@pytest.mark.parametrize("name", sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()))
def test_the_samples_become_what_is_expected_of_them(name: str) -> None:
    [samples] = (EXAMPLES / name).glob("samples.*")
    around = Surroundings(now=lambda: NOON)
    pipeline = compile_pipeline(sources_of(str(EXAMPLES / name / "pipeline.conf")), around)
    with samples.open("rb") as source:
        batches = by_codec(source, pipeline, around) if name == "java" else by_line(source, around)
        events = [event for batch in batches for event in pipeline.run(batch)]
    expected = (EXAMPLES / name / "expected.ndjson").read_bytes().splitlines()
    assert [orjson.loads(written(event)) for event in events] == [orjson.loads(line) for line in expected]
    assert not any(count.failures for count in pipeline.counts)


def test_there_are_five_from_the_real_world_and_the_one_it_began_with() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()} >= {
        "nginx", "cisco-asa", "java", "csv-export", "kubernetes", "json-over-tcp",
    }  # fmt: skip
