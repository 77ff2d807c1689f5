"""recognize: what the head of a line says."""

from tests.pipeline.filters.running import NOON, after, events_after

LINE = "2024-05-01 10:00:00,123 ERROR [main] com.acme.Shop - out of socks"


def test_a_line_says_when_how_bad_and_who():
    [event] = events_after('recognize { add_tag => ["seen"] }', {"message": LINE})
    assert str(event.timestamp()) == "2024-05-01T10:00:00.123Z"
    assert event.data["level"] == "error"
    assert event.data["logger"] == "com.acme.Shop"
    assert event.data["tags"] == ["seen"]


def test_what_is_there_stays_unless_it_is_to_be_overwritten():
    assert after("recognize { }", {"message": LINE, "level": "info"})["level"] == "info"
    assert after("recognize { overwrite => true }", {"message": LINE, "level": "info"})["level"] == "error"


def test_the_time_may_be_left_alone_or_be_of_another_zone():
    [alone] = events_after("recognize { set_timestamp => false }", {"message": LINE})
    assert alone.timestamp().nanoseconds == NOON
    [there] = events_after('recognize { timezone => "Europe/Zurich" }', {"message": LINE})
    assert str(there.timestamp()) == "2024-05-01T08:00:00.123Z"


def test_a_line_that_says_nothing_can_be_tagged():
    assert after("recognize { }", {"message": "hello"}) == {"message": "hello"}
    assert after('recognize { source => "[a][b]" tag_on_failure => ["_plain"] }', {"message": LINE})["tags"] == [
        "_plain"
    ]
