"""Whatever is in an event: a filter does its work, tags it, or finds a text in the way of a field that it sets."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.filters.running import NOON, NOWHERE

from elkvision.pipeline import WorkEvent, compile_pipeline
from elkvision.pipeline.values.trees import copied

TEXTS = st.sampled_from(
    [
        "",
        " ",
        "a,b",
        "12",
        "1.5e3",
        "0xff",
        "x" * 50,
        "10.0.0.1",
        '{"a":1}',
        "<a>1</a>",
        "é\n%41",
        "%{m}",
        "true",
        "\0",
        "2024-05-01",
    ]
) | st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
EVENTS = st.dictionaries(st.sampled_from(["m", "n", "message", "tags", "a.b", "type", "geoip"]), VALUES, max_size=5)

FILTERS = [
    """mutate { rename => { "m" => "[n][x]" "%{m}" => "q" } update => { "m" => "%{n}" } convert => { "m" => "integer" } }""",
    """mutate { convert => { "m" => "float" "n" => "string" "message" => "boolean" } gsub => ["m", "%{n}", "%{m}"] }""",
    """mutate { uppercase => ["m"] capitalize => ["n"] strip => ["m"] split => { "m" => "," } join => { "n" => "-" } }""",
    """mutate { merge => { "m" => ["n", "[n][a]"] } copy => { "m" => "[message][a]" } coerce => { "n" => "0" } }""",
    """json { source => "m" } json { source => "n" target => "[message][a]" } json_encode { source => "m" target => "e" }""",
    """clone { clones => ["x"] } split { field => "m" } truncate { length_bytes => 3 }""",
    """translate { source => "m" dictionary => { "12" => "x" } } translate { source => "n" target => "t" iterate_on => "m" fallback => "%{n}" dictionary => { "a" => "b" } }""",
    """fingerprint { source => ["m", "n"] method => "SHA1" } fingerprint { concatenate_all_fields => true method => "MURMUR3_128" target => "f" }""",
    """fingerprint { source => ["m"] method => "MURMUR3" } fingerprint { source => ["n"] method => "PUNCTUATION" target => "p" }""",
    """prune { whitelist_names => ["m", "n"] whitelist_values => { "m" => "1" } blacklist_values => { "n" => "a" } }""",
    """urldecode { all_fields => true } cidr { address => ["%{m}"] network => ["10.0.0.0/8"] } syslog_pri { syslog_pri_field_name => "n" }""",
    """uuid { target => "u" } bytes { source => "m" target => "b" } de_dot { recursive => true } throttle { key => "%{m}" period => "%{n}" after_count => 1 }""",
    """xml { source => "m" target => "x" xpath => { "//a" => "y" } } useragent { source => "m" target => "ua" } geoip { source => "m" }""",
    """redact { kinds => ["ip", "email", "password", "card_number"] } recognize { source => "m" }""",
]  # fmt: skip
PIPELINES = [compile_pipeline(f"filter {{ {text} }}", NOWHERE) for text in FILTERS]


@settings(max_examples=150, deadline=None)
@given(fields=EVENTS)
def test_a_filter_copes_with_any_event(fields):
    for pipeline in PIPELINES:
        for event in pipeline.run([WorkEvent.of(copied(fields), NOON)]):
            assert "CannotSet" in event.metadata.get("pipeline_failure", "CannotSet"), event.metadata
            assert isinstance(event.data, dict)
