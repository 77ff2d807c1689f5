"""`elkvision demo` tells a believable story."""

import itertools
import json
from collections import Counter

import pytest
from click.testing import CliRunner
from tests.supervisor.inputs import TcpInput, closing

from elkvision.pipeline.normalise import normalise_line
from elkvision.supervisor.cli import main
from elkvision.supervisor.shop.traffic import Traffic


@pytest.fixture(scope="module")
def story():
    """A minute of a hundred logs a second, with an incident in it."""
    traffic = Traffic(rate=100, round_seconds=60, start=1_700_000_000)
    return [line for tick in range(1, 1201) for line in traffic.until(1_700_000_000 + tick * 0.05)]


def test_the_rate_is_what_was_asked_for(story):
    assert 5_700 < len(story) < 6_300


def test_logs_come_in_the_order_of_their_times(story):
    times = [json.loads(line)["timestamp"] for line in story]
    assert sum(before > after for before, after in itertools.pairwise(times)) <= 4  # the notices of on-call


def test_payments_fail_in_the_middle_and_recover(story):
    errors = Counter()
    for line in story:
        log = json.loads(line)
        if log["level"] == "error" and log["service"] == "payments":
            errors[_second(log) // 15] += 1
    assert errors[2] > 50
    assert errors[0] == 0


def _second(log):
    minute, second = int(log["timestamp"][14:16]), float(log["timestamp"][17:26])
    return int((minute * 60 + second - (13 * 60 + 20)) % 3600)


def test_payments_are_slow_before_they_fail(story):
    took = {}
    for line in story:
        log = json.loads(line)
        if log["service"] == "payments" and log["level"] == "info":
            took.setdefault(_second(log) // 3, []).append(log["duration_ms"])
    calm, slow = sorted(took[3])[len(took[3]) // 2], sorted(took[9])[len(took[9]) // 2]
    assert slow > 3 * calm


def test_a_trace_goes_through_several_services(story):
    services = {}
    for line in story:
        log = json.loads(line)
        services.setdefault(log.get("trace_id"), set()).add(log["service"])
    assert max(map(len, services.values())) >= 4


def test_every_log_is_read_whole(story):
    for line in story[:500]:
        event = normalise_line(line, id="0" * 32, tenant="acme", received_ms=0, input="tcp", defaults={})
        assert {"level", "service", "host", "environment", "logger"} <= event.keys()
        assert "tags" not in event


def test_the_same_seed_is_the_same_story():
    assert Traffic(50, 60, 0).until(5) == Traffic(50, 60, 0).until(5)
    assert Traffic(50, 60, 0, seed=1).until(5) != Traffic(50, 60, 0).until(5)


def test_the_command_sends_it():
    with closing(TcpInput()) as tcp:
        result = CliRunner().invoke(main, ["demo", "--rate", "200", "--seconds", "1.5", "--to", tcp.url])
        assert result.exit_code == 0, result.output
        assert "payments: failing" in result.stderr
        assert 150 < len(tcp.lines) < 350


def test_an_incident_may_come_more_often(monkeypatch):
    rounds = []
    monkeypatch.setattr("elkvision.supervisor.commands.demo._run", lambda carrier, *_: None)
    monkeypatch.setattr(
        "elkvision.supervisor.commands.demo.Traffic",
        lambda rate, round_seconds, start, seed: rounds.append(round_seconds),
    )
    with closing(TcpInput()) as tcp:
        for given in ([], ["--round", "60"], ["--round", "60", "--seconds", "20"]):
            assert CliRunner().invoke(main, ["demo", *given, "--to", tcp.url]).exit_code == 0
    assert rounds == [300.0, 60.0, 20.0]
