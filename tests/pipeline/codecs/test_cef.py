"""cef: header, extensions, escapes, both forms, and writing it."""

import pytest
from tests.pipeline.codecs.running import decoded, decoder, encoded

HEAD = "CEF:0|Acme|Wall|1.2|100|Port scan|7|"


def event_of(extensions, ecs="disabled", **given):
    [event] = decoded("cef", f"{HEAD}{extensions}".encode(), ecs=ecs, **given)
    return event


def test_the_header_has_seven_fields():
    assert event_of("") == {
        "cefVersion": "0",
        "deviceVendor": "Acme",
        "deviceProduct": "Wall",
        "deviceVersion": "1.2",
        "deviceEventClassId": "100",
        "name": "Port scan",
        "severity": "7",
    }


def test_a_syslog_header_before_it_is_kept_and_escapes_are_read():
    [event] = decoded("cef", b"Jan 4 12:00:00 wall CEF:0|A\\|B|C\\\\D|1|2|n|3|src=10.0.0.1")
    assert (event["syslog"], event["cefVersion"]) == ("Jan 4 12:00:00 wall", "0")
    assert (event["deviceVendor"], event["deviceProduct"]) == ("A|B", "C\\D")


@pytest.mark.parametrize(
    ("extensions", "name", "value"),
    [
        ("src=10.0.0.1 spt=1", "sourceAddress", "10.0.0.1"),
        ("msg=two words here cnt=3", "message", "two words here"),
        ("msg=a \\= b \\\\ c\\nd", "message", "a = b \\ c\nd"),
        ("request=http://x/?a=1&b=2 act=blocked", "requestUrl", "http://x/?a=1&b=2"),
        ("cs1=v cs1Label=l", "deviceCustomString1Label", "l"),
        ("foo.bar=1", "foo.bar", "1"),
        ("deviceExternalId=x  act=y ", "deviceAction", "y"),
        ("list[1]=b", "list", {"1": "b"}),
    ],
)
def test_extensions_have_long_names(extensions, name, value):
    assert event_of(extensions)[name] == value


def test_with_ecs_everything_has_its_place():
    event = event_of("src=10.0.0.1 duser=bob cs1=v cs1Label=l dvc=10.0.0.9 rt=1767528000000 end=yesterday foo=1", "v1")
    assert event == {
        "cef": {"version": "0", "name": "Port scan", "device_custom_string_1": {"value": "v", "label": "l"}},
        "observer": {"vendor": "Acme", "product": "Wall", "version": "1.2", "ip": "10.0.0.9"},
        "event": {"code": "100", "severity": "7", "end": "yesterday"},
        "source": {"ip": "10.0.0.1"},
        "destination": {"user": {"name": "bob"}},
        "foo": "1",
    }
    assert event_of("dvc=10.0.0.9 dvchost=wall", "v1", device="host")["host"] == {"ip": "10.0.0.9", "name": "wall"}


@pytest.mark.parametrize(
    ("extensions", "moment"),
    [
        ("rt=1714557600123", "2024-05-01T10:00:00.123Z"),
        ("rt=May 01 2024 10:00:00 dtz=Europe/Zurich", "2024-05-01T08:00:00.000Z"),
        ("rt=May 01 2024 10:00:00", "2024-05-01T10:00:00.000Z"),
    ],
)
def test_with_ecs_the_receipt_is_the_moment_of_the_event(extensions, moment):
    [event] = decoder("cef", "v8").decode(f"{HEAD}{extensions}".encode())
    assert str(event.timestamp()) == moment


@pytest.mark.parametrize("data", [b"nonsense", b"\xff\xfe|", b'"'])
def test_what_is_no_cef_is_tagged(data):
    [event] = decoded("cef", data)
    assert event["tags"] == ["_cefparsefailure"]


def test_a_delimiter_cuts_a_stream_and_the_raw_text_can_be_kept():
    line = f"{HEAD}act=a".encode()
    events = decoded("cef", line + b"\r\n" + line[:20], line[20:], delimiter="\\r\\n", raw_data_field="raw")
    assert [event["deviceAction"] for event in events] == ["a", "a"]
    assert events[0]["raw"] == line.decode()


def test_an_event_is_written_escaped():
    fields = {"sourceAddress": "10.0.0.1", "message": "a=b\\c\nd", "n": "x|y", "list": [1]}
    written = encoded("cef", fields, fields=["sourceAddress", "message", "list", "none"], vendor="%{n}", severity="11")
    assert (
        written
        == b"CEF:0|x\\|y|Logstash|1.0|Logstash|Logstash|6|sourceAddress=10.0.0.1 message=a\\=b\\\\c\\nd list=[1]"
    )


def test_short_keys_can_be_written():
    assert encoded("cef", {"sourceAddress": "10.0.0.1"}, fields=["sourceAddress"], reverse_mapping=True).endswith(
        b"|src=10.0.0.1"
    )
    assert encoded("cef", {"source": {"ip": "10.0.0.1"}}, "v1", fields=["[source][ip]"], delimiter="\\n").endswith(
        b"|src=10.0.0.1\n"
    )
