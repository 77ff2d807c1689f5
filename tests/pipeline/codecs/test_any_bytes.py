"""Whatever arrives, and in whatever pieces: a decoder makes events of it."""

import gzip

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.codecs.running import decoder

from elkvision.pipeline import WorkEvent
from elkvision.pipeline.codecs.registry import codec_names

WHOLE = st.sampled_from(
    [
        b'{"a": 1}\n', b"a,b\n1,2\n", b"CEF:0|a|b|c|d|e|f|g=h rt=1 @timestamp=x tags=y\n", b'{"index": {}}\n', b"\r\n", b'"', b"\xff",
        gzip.compress(b"x\ny"), msgpack.packb({"a": [1, {"b": b"c"}], 5: None, "@timestamp": "x", "tags": {"a": 1}}),
        b'{"@timestamp": [1], "tags": {"a": 1}, "@metadata": 5}\n', b"CEF:1|a b[=]=1\n",
    ]
)  # fmt: skip
STREAMS = st.lists(WHOLE | st.binary(max_size=20), max_size=6)
NEEDED = {"multiline": {"pattern": "^a", "what": "next"}}


@pytest.mark.parametrize("ecs", ["disabled", "v8"])
@pytest.mark.parametrize("name", codec_names())
@settings(max_examples=100, deadline=None)
@given(chunks=STREAMS)
def test_a_decoder_copes_with_any_bytes(name, ecs, chunks):
    stream = decoder(name, ecs, **NEEDED.get(name, {}))
    events = [event for chunk in chunks for event in stream.decode(chunk)] + stream.flush()
    assert all(isinstance(event, WorkEvent) and event.timestamp() is not None for event in events)
