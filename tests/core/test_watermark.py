"""How far several gateways are together."""

from elkvision.core.watermark import FORGOTTEN_MS, LASTS_MS, Told, encode, forgotten, horizon

NOW = 1_800_000_000_000


def said(**told: Told) -> dict[bytes, bytes]:
    return {name.encode(): encode(one) for name, one in told.items()}


def test_nobody_has_said_anything_yet() -> None:
    assert horizon({}, NOW) == (None, ())


def test_the_slowest_of_the_living_counts() -> None:
    assert horizon(said(a=Told(NOW - 10, NOW), b=Told(NOW - 5_000, NOW - 4_000)), NOW).mark == NOW - 5_000


def test_one_that_fell_silent_holds_the_others_for_a_minute_and_is_named_then() -> None:
    silent = Told(NOW - LASTS_MS, NOW - LASTS_MS, "east")
    both = said(a=Told(NOW - 10, NOW), b=silent)
    assert horizon(both, NOW - 1) == (NOW - LASTS_MS, ())
    assert horizon(both, NOW) == (NOW - 10, (silent,))


def test_when_all_are_silent_nothing_new_is_in_the_store() -> None:
    assert horizon(said(a=Told(NOW - LASTS_MS * 3, NOW - LASTS_MS * 2)), NOW) == (NOW - LASTS_MS * 3, ())


def test_one_that_was_taken_away_is_forgotten_after_a_day() -> None:
    gone = said(a=Told(NOW - 10, NOW), b=Told(1, NOW - FORGOTTEN_MS))
    assert horizon(gone, NOW) == (NOW - 10, ())
    assert forgotten(gone, NOW) == [b"b"]
