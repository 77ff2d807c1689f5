"""The table that the logs are in. `docs/decisions/the-log-table.md` says why it is so, with figures.

An event is in one row. Text fields that are absent are empty. Attributes are kept in one of two ways:

- *regular* ones, which the JSON column gives back as they came, are in `attributes` alone;
- all others (with lists, with keys that hold dots, PATH_SIGNS or are named like an alias, very deep ones) are in
  `attributes_text` as JSON, and every value of theirs in `more_paths` and `more_values`, to be searched.
"""

from typing import Final

from elkvision.core.event import ALIASES

TABLE: Final = "logs_1"

#: Names that the JSON column leaves out when it reads a line: those of the document's own columns.
SKIPPED: Final = tuple(sorted({name for names in ALIASES.values() for name in names if "." not in name}))

#: Signs in a name that a path of the JSON column takes for its own: such names are kept beside it.
PATH_SIGNS: Final = ("`", "[]")

#: Beyond so many paths in a part, values go to a shared place of the column, slower to search.
DYNAMIC_PATHS: Final = 64

JSON_TYPE: Final = (
    f"JSON(max_dynamic_paths={DYNAMIC_PATHS}, max_dynamic_types=8, "
    + ", ".join(f"SKIP `{name}`" for name in SKIPPED)
    + ")"
)

_TEXT: Final = "concatWithSeparator(' ', message, service, source, host, logger)"
_OTHER_TRACES: Final = "if(match(trace_id, '^[0-9a-zA-Z]*[0-9][0-9a-zA-Z]*$'), '', trace_id)"


def words_of(text: str) -> str:
    """Lower case, with nothing but letters and digits where the engine's tokenizer would take other signs for letters.

    It has to be `isValidASCII`: under its other name, `isASCII`, the engine does not recognise the index's expression.
    """
    return (
        f"if(isValidASCII({text}), lower({text}), replaceRegexpAll(lowerUTF8({text}), '[^\\\\p{{L}}\\\\p{{N}}]+', ' '))"
    )


#: What the two indexes over the words of WORD_FIELDS are made of. The text index has words without digits
#: only (nearly every number is a token of its own and would be most of it), the bloom filter has all.
LETTERS: Final = (
    f"translate({words_of(f'concat({_TEXT}, {chr(39)} {chr(39)}, {_OTHER_TRACES})')}, '0123456789', '          ')"
)
TOKENS: Final = words_of(f"concat({_TEXT}, ' ', trace_id)")


_COLUMNS: Final = f"""
    tenant_id LowCardinality(String),
    timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    received_ms UInt64 CODEC(Delta(8), ZSTD(1)),
    segment UInt64 CODEC(ZSTD(1)),
    line UInt32 CODEC(Delta(4), ZSTD(1)),
    child UInt16 CODEC(ZSTD(1)),
    level LowCardinality(String),
    message String CODEC(ZSTD(1)),
    service LowCardinality(String),
    source LowCardinality(String),
    environment LowCardinality(String),
    host LowCardinality(String),
    logger LowCardinality(String),
    trace_id String CODEC(ZSTD(1)),
    span_id String CODEC(ZSTD(1)),
    tags Array(LowCardinality(String)),
    attributes {JSON_TYPE} CODEC(ZSTD(1)),
    attributes_text String CODEC(ZSTD(1)),
    more_paths Array(LowCardinality(String)),
    more_values Array(String),
    geoip String CODEC(ZSTD(1)),
    user_agent String CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(1)),
    input LowCardinality(String),
    upload_id LowCardinality(String),
    INDEX letters {LETTERS} TYPE text(tokenizer = 'splitByNonAlpha'),
    INDEX tokens {TOKENS} TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1,
    INDEX traces lower(trace_id) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX received received_ms TYPE minmax GRANULARITY 1
"""


def create_table(database: str) -> tuple[str, ...]:
    """The statements that make database and table where they are not there yet."""
    return (
        f"CREATE DATABASE IF NOT EXISTS `{database}` ENGINE = Atomic",
        f"CREATE TABLE IF NOT EXISTS `{database}`.{TABLE} ({_COLUMNS}) ENGINE = MergeTree"
        " PARTITION BY intDiv(received_ms, 86400000)"
        # The whole order of pages is the order on disk: with only the first two of it a page would sort all rows.
        " PRIMARY KEY (tenant_id, timestamp) ORDER BY (tenant_id, timestamp, received_ms, segment, line, child)"
        " SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1,"
        " merge_with_recompression_ttl_timeout = 86400, max_bytes_to_merge_at_max_space_in_pool = 8000000000",
    )
