"""What a copy remembers of itself on disk."""

from datetime import UTC, datetime
from pathlib import Path

from elkvision.core.tenancy import tenant_id
from elkvision.supervisor.moving.memo import memo_of

NOON = datetime(2026, 1, 4, 12, tzinfo=UTC)


def test_a_memo_goes_on_where_it_was(tmp_path: Path) -> None:
    memo = memo_of(tmp_path, "from", "to")
    memo.reached(tenant_id("acme"), NOON)

    again = memo_of(tmp_path, "from", "to")

    assert (again.resumed, again.name, again.until) == (True, memo.name, {"acme": NOON})


def test_what_a_killed_copy_was_writing_goes_when_the_copy_is_over_and_nobody_elses_does(tmp_path: Path) -> None:
    memo, other = memo_of(tmp_path, "from", "to"), memo_of(tmp_path, "from", "elsewhere")
    (tmp_path / f".{memo.path.stem}-half").write_text("{")
    half_of_another = tmp_path / f".{other.path.stem}-half"
    half_of_another.write_text("{")

    memo.forget()

    assert set(tmp_path.iterdir()) == {other.path, half_of_another}
