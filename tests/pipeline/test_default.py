"""The default pipeline: a file in the language that makes of each line what normalising makes of it, and more where it
can."""

import os
from pathlib import Path

import pytest
from tests.pipeline.filters.mmdb import write_database

from elkvision.pipeline.default import default, is_for
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.normalise import normalise_line
from elkvision.pipeline.routes import Origin, Route

NOW = 1_795_435_200_000
ROOT = Path(__file__).resolve().parents[2]
LOGHUB = Path(os.environ.get("ELKVISION_SHARED_DATA", ROOT.parent / "shared" / "data")) / "loghub"
LINES = [
    b"", b" ", b"plain words", b"2026-03-14T10:00:00Z ERROR payment failed", b'{"message":"x"}', b'{"half":', b"{}",
    b"\xff\xfe bytes", b'<34>1 2026-10-11T22:14:15.003Z web-1 su - ID47 - failed for lonvick', b'{"a":{"b":1},"a.b":2}',
    b"Mar 14 10:00:00 web-1 sshd[123]: Failed password for root", b'{"level":"warn","ts":1773482400,"msg":"m"}',
    b'{"@timestamp":"2026-03-14T10:00:00Z","log.level":"error","message":"ecs"}', b'{"@timestamp":5,"message":"n"}',
    b'127.0.0.1 - - [14/Mar/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5', b"level=info msg=hello user=7",
]  # fmt: skip


def made(line: bytes, around: Surroundings, **defaults: object) -> dict[str, object]:
    route = Route([default()], around)
    assert route.problems == []
    ((_, event),) = route.documents([(0, line)], Origin("acme", "tcp", NOW, None, defaults), 1)
    return event


def normal(line: bytes, **defaults: object) -> dict[str, object]:
    id = f"{NOW << 80 | 1 << 40:032x}"
    return normalise_line(line, id=id, tenant="acme", received_ms=NOW, input="tcp", defaults=defaults)


def without_more(event: dict[str, object]) -> dict[str, object]:
    """Without what only this pipeline adds."""
    attributes = dict(event.get("attributes", {}))  # type: ignore[call-overload]  # it is a dict
    agent = attributes.get("user_agent")
    if isinstance(agent, dict) and "original" in agent:
        attributes["user_agent"] = {"original": agent["original"]}
    return {
        **{k: v for k, v in event.items() if k != "attributes"},
        **({"attributes": attributes} if attributes else {}),
    }


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_it_makes_what_normalising_makes(line: bytes) -> None:
    assert without_more(made(line, Surroundings())) == normal(line)
    assert without_more(made(line, Surroundings(), timezone="Asia/Tokyo", service="shop", tags=["a"])) == normal(
        line, timezone="Asia/Tokyo", service="shop", tags=["a"]
    )


@pytest.mark.skipif(not LOGHUB.exists(), reason=f"the real lines are not there: {LOGHUB}")
@pytest.mark.parametrize("path", sorted(LOGHUB.glob("*_2k.log")), ids=lambda path: path.stem)
def test_it_makes_what_normalising_makes_of_real_lines(path: Path) -> None:
    route = Route([default()], Surroundings())
    lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    origin = Origin("acme", "tcp", NOW, None, {})
    found = [event for _, event in route.documents(list(enumerate(lines)), origin, 1)]
    for line, event in zip(lines, found, strict=True):
        assert without_more({**event, "id": ""}) == {**normal(line), "id": ""}, line


def test_a_client_gets_its_place_and_a_browser_its_name(tmp_path: Path) -> None:
    from elkvision.pipeline.geo_database import MaxMindDatabase

    path = tmp_path / "city.mmdb"
    write_database(path, "Test-City", {"203.0.113.0/24": {"country": {"iso_code": "DE", "names": {"en": "Germany"}},
               "location": {"latitude": 52.5, "longitude": 13.4}}})  # fmt: skip
    database = MaxMindDatabase(path)
    around = Surroundings(geo={"City": database})
    line = (
        b'203.0.113.7 - - [14/Mar/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-"'
        b' "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"'
    )
    attributes = made(line, around)["attributes"]
    assert attributes["geoip"]["location"] == {"lat": 52.5, "lon": 13.4}  # type: ignore[index]
    assert attributes["geoip"]["country_name"] == "Germany"  # type: ignore[index]
    assert attributes["user_agent"]["name"] == "Firefox"  # type: ignore[index]
    for json in (b'{"client":{"ip":"203.0.113.7"}}', b'{"client.ip":"203.0.113.7"}', b'{"remote_addr":"203.0.113.7"}'):
        assert is_for(json)
        assert made(json, around)["attributes"]["geoip"]["country_name"] == "Germany"  # type: ignore[index]
    assert not is_for(b'{"message":"nobody"}')
    assert "_geoip_lookup_failure" not in made(b'{"clientip":"10.0.0.1"}', around).get("tags", [])  # type: ignore[operator]
