"""A row as a line and back: nothing of it changes, whatever kind of value it is."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from elkvision.server.apps.keeping.cells import line_of, values_of

ID = uuid.UUID("5b0c3d2e-0000-4000-8000-000000000001")
CASES: list[tuple[models.Field, Any]] = [
    (models.DateTimeField(), datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)),
    (models.DateTimeField(), datetime(1970, 1, 1, tzinfo=UTC)),
    (models.DateField(), date(2026, 11, 2)),
    (models.DurationField(), timedelta(days=3, microseconds=1)),
    (models.UUIDField(), ID),
    (models.DecimalField(max_digits=30, decimal_places=10), Decimal("12345678901234567890.0000000001")),
    (models.BigIntegerField(), 2**63 - 1),
    (models.FloatField(), 0.1 + 0.2),
    (models.BooleanField(), False),
    (models.TextField(), 'a line\nwith "everything" \u2028 ö 🦌 \\u0000 {"x": 1}'),
    (models.GenericIPAddressField(), "2001:db8::1"),
    (models.JSONField(), {"a": [1, 2.5, None, "ö"], "big": 10**30, "2026-11-02": "2026-11-02T12:00:00Z"}),
    (models.JSONField(), "a text"),
    (models.JSONField(null=True), None),
    (models.TextField(null=True), None),
    (models.BinaryField(), b"\0\xff"),
]


@pytest.mark.parametrize(("field", "value"), CASES, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("without_nul", [True, False])
def test_a_value_comes_back_as_it_was(field: models.Field, value: Any, without_nul: bool) -> None:
    line = line_of([value])
    assert line.count(b"\n") == 1
    (found,) = values_of(line, [field], without_nul=without_nul)
    if isinstance(value, bytes):
        found = bytes(found)
    assert found == value
    assert type(found) is type(value)


def test_the_order_of_names_in_a_column_makes_no_difference() -> None:
    assert line_of([{"b": 1, "a": {"d": 2, "c": 3}}]) == line_of([{"a": {"c": 3, "d": 2}, "b": 1}])


def test_where_no_nul_may_be_it_becomes_the_sign_for_what_cannot_be_shown() -> None:
    fields = [models.TextField(), models.JSONField()]
    row = ["a\0b", {"x\0": ["\0"]}]
    assert values_of(line_of(row), fields, without_nul=True) == ["a\ufffdb", {"x\ufffd": ["\ufffd"]}]
    assert values_of(line_of(row), fields, without_nul=False) == row
