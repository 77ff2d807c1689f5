"""Lines that are made to keep an expression busy for ever: none does."""

import time

import pytest

from elkvision.pipeline import Pipeline, WorkEvent, compile_pipeline
from elkvision.pipeline.patterns import standard_patterns

LINES = [
    "a" * 1500, " " * 1500, "1." * 700, "a:" * 700, '"' * 1500, "[a] " * 400, "a.b-" * 400, "/a" * 700, "a=b " * 400, "\t\n" * 700,
    '192.0.2.1 - - [04/Jan/2026:12:00:00 +0000] "' + "GET " * 400, "Jan  4 12:00:00 h p: " + "a " * 700,
]  # fmt: skip

#: What a pattern may take for one line, of the processor's time; the timeout is half of it.
LIMIT = 0.6


@pytest.mark.parametrize("ecs", ["disabled", "v1"])
def test_no_standard_pattern_takes_longer_than_its_timeout(ecs: str) -> None:
    cut: set[str] = set()
    legacy = standard_patterns(False)
    patterns = legacy if ecs == "disabled" else standard_patterns(True)
    for name in sorted(name for name, text in patterns.items() if ecs == "disabled" or legacy.get(name) != text):
        pipeline = compile_pipeline(
            f'filter {{ grok {{ match => {{ "message" => "%{{{name}}}$" }} ecs_compatibility => {ecs} timeout_millis => 300 }} }}'
        )
        for line in LINES:
            [event], seconds = timed(pipeline, line)
            assert seconds < LIMIT, (name, line[:10])
            if "_groktimeout" in event.data.get("tags", []):
                cut.add(name)
        assert not pipeline.counts[0].failures, pipeline.counts[0].last_failure
    assert len(cut) <= 10, f"too many standard patterns explode: {sorted(cut)}"


@pytest.mark.parametrize(
    "explosive",
    [
        "(a+)+$",
        "(a|a)*b",
        "(?:a|aa)+$",
        "(.*)*c$",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(a*)*(a*)*b",
        "(?:aa?)+$",
        "(?:a?a)+b",
        "(?:ab?|a)*c",
    ],
)
@pytest.mark.parametrize(
    "filters",
    [
        'grok { match => { "message" => "%s" } timeout_millis => 300 }',
        'mutate { gsub => ["message", "%s", "x"] }',
        "if [message] =~ /%s/ { mutate { } }",
    ],
    ids=["grok", "gsub", "condition"],
)
def test_an_expression_of_ones_own_that_explodes_is_cut_and_the_event_goes_on(filters: str, explosive: str) -> None:
    pipeline = compile_pipeline(
        "filter { " + filters.replace("%s", explosive) + ' mutate { add_field => { "after" => "yes" } } }'
    )
    [event], seconds = timed(pipeline, "a" * 40 + "!")
    assert seconds < 3
    assert event.data["after"] == "yes"


def timed(pipeline: Pipeline, line: str) -> tuple[list[WorkEvent], float]:
    started = time.process_time()
    events = pipeline.run([WorkEvent({"message": line})])
    return events, time.process_time() - started
