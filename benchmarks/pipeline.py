"""How many events a second a pipeline takes on one core, and what each event costs.

    python -m benchmarks.pipeline [--events 200000] [--apache 1000000]

From the line of text to the event after the last filter, in batches of a thousand, nothing else running in this
process. The clock runs over making the event and all filters; reading and writing files is outside.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.house import first_cores
from benchmarks.make_logs import lines as json_lines
from benchmarks.report import Report

from elkvision.pipeline import Pipeline, WorkEvent, compile_pipeline
from elkvision.pipeline.normalise import normalise_line

GOAL_DEFAULT, GOAL_DISSECT_KV, GOAL_APACHE = 150_000, 80_000, 25_000
BATCH = 1_000
CHUNK = 50_000

SEED = """
filter {
  json { source => "message"; target => "parsed" }
  date { match => "[[parsed][timestamp]]", "ISO8601" }
  mutate { lowercase => "[[parsed][level]]" }
  geoip { source => "[parsed][ip]" }
}
"""
JSON = 'filter { json { source => "message" } }'
APACHE = """
filter {
  grok { match => { "message" => "%{COMBINEDAPACHELOG}" } }
  date { match => ["timestamp", "dd/MMM/yyyy:HH:mm:ss Z"] }
}
"""
APACHE_ENRICHED = (
    APACHE
    + """
filter {
  useragent { source => "agent" target => "user_agent" }
  geoip { source => "clientip" }
}
"""
)
SYSLOG = """
filter {
  grok { match => { "message" => "%{SYSLOGLINE}" } overwrite => ["message"] }
  date { match => ["timestamp", "MMM dd HH:mm:ss", "MMM  d HH:mm:ss"] }
}
"""
DISSECT_KV = """
filter {
  dissect { mapping => { "message" => "%{date} %{time} %{level} [%{thread}] %{pairs}" } }
  kv { source => "pairs" }
}
"""
CONDITIONALS = "filter {\n" + "\n".join(
    f'if [level] == "level{number}" and [size] > {number} or "t{number}" in [tags] {{ mutate {{ add_tag => "met" }} }}'
    for number in range(20)
) + "\n}"  # fmt: skip

Lines = Callable[[int], Iterator[str]]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=200_000)
    arguments.add_argument("--apache", type=int, default=1_000_000)
    given = arguments.parse_args()
    os.sched_setaffinity(0, first_cores(1))
    report = Report(
        "bench-pipeline", f"{given.events} events a pipeline, {given.apache} Apache lines, batches of {BATCH}, one core"
    )
    few, many = given.events, given.apache
    tell(report, "no filter", measure("filter { }", json_text, few))
    tell(report, "json", measure(JSON, json_text, few))
    default = measure_default(few)
    tell(report, "default on JSON in the full lane", default)
    tell(report, "the seed's pipeline", measure(SEED, json_text, few))
    apache = measure(APACHE, apache_text, many)
    tell(report, "COMBINEDAPACHELOG and date", apache)
    tell(report, "COMBINEDAPACHELOG, date, useragent and geoip", measure(APACHE_ENRICHED, apache_text, many))
    tell(report, "syslog grok and date", measure(SYSLOG, syslog_text, few))
    dissect = measure(DISSECT_KV, pairs_text, few)
    tell(report, "dissect and kv", dissect)
    tell(report, "20 conditionals", measure(CONDITIONALS, json_text, few))
    report.goal("default on JSON in the full lane", default, "events/s", at_least=GOAL_DEFAULT)
    report.goal("combined Apache log with grok and date", apache, "events/s", at_least=GOAL_APACHE)
    report.goal("dissect and kv", dissect, "events/s", at_least=GOAL_DISSECT_KV)
    return report.finish()


def measure(configuration: str, lines: Lines, count: int) -> float:
    """Events a second. The lines are made outside the clock, a part at a time."""
    pipeline = compile_pipeline(configuration)
    source = lines(count)
    spent = 0.0
    done = 0
    while texts := [text for text, _ in zip(source, range(CHUNK), strict=False)]:
        spent += time_of(pipeline, texts)
        done += len(texts)
    failures = sum(one.failures for one in pipeline.counts)
    if failures:
        raise RuntimeError(f"{failures} events failed: {[one.last_failure for one in pipeline.counts]}")
    return done / spent


def measure_default(count: int) -> float:
    """Events a second from a line of JSON to the document, without a pipeline of one's own."""
    texts = list(json_lines(count))
    now_ms = time.time_ns() // 1_000_000
    started = time.process_time()
    for text in texts:
        normalise_line(text, id="0", tenant="acme", received_ms=now_ms, input="tcp", defaults={})
    return count / (time.process_time() - started)


def time_of(pipeline: Pipeline, texts: list[str]) -> float:
    """Seconds for those lines."""
    now = time.time_ns()
    started = time.process_time()
    for at in range(0, len(texts), BATCH):
        pipeline.run([WorkEvent.of({"message": text}, now) for text in texts[at : at + BATCH]])
    return time.process_time() - started


def tell(report: Report, name: str, rate: float) -> None:
    """Both ways to say how fast it was."""
    report.figure(name, f"{rate:,.0f} events/s, {1e6 / rate:.2f} µs an event")


def json_text(count: int) -> Iterator[str]:
    """JSON logs as `bench-ingest` sends them."""
    for line in json_lines(count):
        yield line.decode() if isinstance(line, bytes) else line


def apache_text(count: int) -> Iterator[str]:
    """Combined access logs: many addresses, paths and agents."""
    dice = random.Random(7)
    moment = datetime(2026, 1, 4, 12, tzinfo=UTC)
    for number in range(count):
        if number % 20 == 0:
            moment += timedelta(seconds=1)
        yield (
            f"{dice.randrange(1, 224)}.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)} - "
            f"{dice.choice(_USERS)} [{moment:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"{dice.choice(_METHODS)} {dice.choice(_PATHS)}?id={dice.randrange(10_000)} HTTP/1.1" '
            f'{dice.choice(_STATUSES)} {dice.randrange(200, 90_000)} "https://acme.example/start" "{dice.choice(_AGENTS)}"'
        )


def syslog_text(count: int) -> Iterator[str]:
    """What `sshd` and `cron` say."""
    dice = random.Random(7)
    for number in range(count):
        yield (
            f"Jan  4 12:{number // 60 % 60:02d}:{number % 60:02d} shelf-{dice.randrange(40)} sshd[{dice.randrange(30_000)}]: "
            f"Failed password for invalid user alice from 10.0.0.{dice.randrange(256)} port {dice.randrange(1024, 65_000)} ssh2"
        )


def pairs_text(count: int) -> Iterator[str]:
    """A date, a level, a thread, and eight pairs."""
    dice = random.Random(7)
    for number in range(count):
        yield (
            f"2026-01-04 12:00:{number % 60:02d} INFO [worker-{number % 8}] user=alice action=read table=baskets "
            f"rows={dice.randrange(10_000)} took={dice.randrange(900)} host=shelf-{dice.randrange(40)} cache=miss code=200"
        )


_USERS = ("-", "-", "-", "alice", "bob", "charlie")
_METHODS = ("GET", "GET", "GET", "POST", "PUT", "DELETE")
_PATHS = ("/", "/basket", "/basket/items", "/images/logo.png", "/api/v1/orders", "/search", "/login")
_STATUSES = (200, 200, 200, 200, 301, 304, 404, 500)
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
    "curl/8.4.0",
)


if __name__ == "__main__":
    sys.exit(main())
