"""Field values ranked by how much more frequent they are among some lines."""

from elkvision.analysis.compare import Sides, ranked


def names(*sides: Sides, ours: int = 100, theirs: int = 1000) -> list[str | None]:
    return [each.sides.value for each in ranked(sides, ours, theirs)]


def test_what_most_of_ours_have_and_few_of_theirs_comes_first() -> None:
    telling, some, alike = Sides("v", "telling", 95, 10), Sides("v", "some", 40, 100), Sides("v", "alike", 50, 500)
    assert names(alike, some, telling) == ["telling", "some"]


def test_a_large_factor_of_very_few_says_little() -> None:
    rare, broad = Sides("f", "rare", 3, 1), Sides("f", "broad", 80, 300)
    assert names(rare, broad) == ["broad"]


def test_what_is_less_frequent_is_told_with_the_sign() -> None:
    (found,) = ranked([Sides("f", "x", 0, 900)], 100, 1000)
    assert found.score < -0.5
    assert found.times == 0


def test_chance_alone_is_not_told() -> None:
    assert names(Sides("f", "x", 55, 500)) == []


def test_more_lines_make_surer() -> None:
    (few,) = ranked([Sides("f", "x", 9, 10)], 10, 100)
    (many,) = ranked([Sides("f", "x", 9000, 10_000)], 10_000, 100_000)
    assert 0 < few.score < many.score < 0.8


def test_only_here_has_no_factor() -> None:
    (found,) = ranked([Sides("f", None, 50, 0)], 100, 1000)
    assert found.times is None


def test_of_nothing_nothing_is_said() -> None:
    assert ranked([Sides("f", "x", 0, 5)], 0, 10) == []


def test_lines_that_came_while_others_were_counted_do_no_harm() -> None:
    (found,) = ranked([Sides("level", "error", 105, 0)], 100, 100)
    assert (found.our_share, found.their_share) == (1.0, 0.0)
