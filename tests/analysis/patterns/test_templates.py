"""What messages become: templates, kinds of variables, their values."""

import pytest

from elkvision.analysis.patterns import Pattern, Tally


def patterns(*messages: str) -> list[Pattern]:
    tally = Tally()
    tally.add(messages)
    return tally.patterns()


def templates(*messages: str) -> set[str]:
    return {pattern.template for pattern in patterns(*messages)}


@pytest.mark.parametrize(
    ("message", "template"),
    [
        ("basket 17 saved", "basket <number> saved"),
        ("at -3.5 degrees", "at <number> degrees"),
        ("connection from 10.0.0.7 closed", "connection from <ip> closed"),
        ("connection from 10.0.0.7:4711 closed", "connection from <ip> closed"),
        ("bound to fe80::1ff:fe23:4567:890a now", "bound to <ip> now"),
        ("lease for 00:1b:44:11:3a:b7 given", "lease for <mac> given"),
        ("session 0x15ede2 expired", "session <hex> expired"),
        ("commit 9fceb02d0ae598e9 pushed", "commit <hex> pushed"),
        ("order 123e4567-e89b-12d3-a456-426614174000 paid", "order <uuid> paid"),
        ("opened /var/lib/acme/basket.db again", "opened <path> again"),
        (r"opened C:\Windows\acme.dll again", "opened <path> again"),
        ("since 2026-01-04T12:00:00.123Z quiet", "since <time> quiet"),
        ("since Sun Jan  4 12:00:00 2026 quiet", "since <time> quiet"),
        ("since 04/01/2026 12:00:00 quiet", "since <time> quiet"),
        ("took 35 ms in all", "took <duration> in all"),
        ("took 2.5seconds in all", "took <duration> in all"),
        ("free 406.3 KB here", "free <size> here"),
        ("asked https://acme.example/basket?id=7 twice", "asked <url> twice"),
        ("resolved shop.acme.com again", "resolved <host> again"),
        ("deleted rdd_2_17 now", "deleted <word> now"),
        ("removed 7, 8, 9 and more", "removed <list> and more"),
        ("spoke ssh2 over eth0 only", "spoke ssh2 over eth0 only"),
        ("workers.init() found nothing", "workers.init() found nothing"),
        ("the disk is full", "the disk is full"),
        ("", ""),
    ],
)
def test_what_varies_by_its_look_has_a_kind(message: str, template: str) -> None:
    assert templates(message) == {template}


def test_a_variable_says_its_most_frequent_values() -> None:
    (pattern,) = patterns(*["card of shop 1 declined"] * 3, *["card of shop 2 declined"] * 5, "card of shop 3 declined")
    (variable,) = pattern.variables
    assert variable.kind == "number"
    assert variable.values == (("2", 5), ("1", 3), ("3", 1))
    assert (variable.distinct, variable.complete) == (3, True)


def test_a_variable_of_very_many_values_says_that_it_has_not_kept_all() -> None:
    (pattern,) = patterns(*(f"basket {number} saved" for number in range(5_000)), *["basket 7 saved"] * 50)
    (variable,) = pattern.variables
    assert not variable.complete
    assert variable.values[0] == ("7", 51)


def test_words_in_one_place_are_a_variable_when_they_are_many() -> None:
    names = ["alice", "bob", "charlie", "dora", "emil", "frieda", "gustav"]
    assert templates(*(f"password of {name} has been changed" for name in names)) == {
        "password of <word> has been changed"
    }


def test_few_words_in_one_place_are_patterns_of_their_own() -> None:
    assert templates("the service has been started", "the service has been stopped") == {
        "the service has been started",
        "the service has been stopped",
    }


def test_a_word_behind_user_is_a_name() -> None:
    assert templates("session closed for user alice", "session closed for user bob") == {
        "session closed for user <word>"
    }


def test_names_that_end_in_a_digit_are_a_variable_where_they_differ() -> None:
    assert templates("offered an address on eth0", "offered an address on eth1") == {"offered an address on <word>"}


def test_lists_of_any_length_are_one_variable() -> None:
    assert templates("asked to delete blk_1", "asked to delete blk_2 blk_3 blk_4") == {"asked to delete <*>"}


def test_messages_of_another_build_are_another_pattern() -> None:
    assert len(patterns("disk full", "disk full: /var", "disk (full)")) == 3


def test_counts_shares_times_levels_and_samples() -> None:
    tally = Tally(samples=2)
    tally.add(
        ["basket 1 saved", "basket 2 saved", "card declined", "basket 3 saved"],
        times=[30, 10, 5, 20],
        levels=["info", None, "error", "warning"],
    )
    saved, declined = tally.patterns()
    assert (saved.count, saved.share, saved.first, saved.last) == (3, 0.75, 10, 30)
    assert saved.levels == {"info": 1, "warning": 1}
    assert saved.samples == ("basket 1 saved", "basket 2 saved")
    assert (declined.first, declined.last, declined.levels) == (5, 5, {"error": 1})


def test_times_and_levels_belong_to_their_message_across_batches() -> None:
    tally = Tally()
    count = 25_000
    tally.add(["one", "two words"] * (count // 2), times=range(count), levels=["info", "error"] * (count // 2))
    assert {(one.template, one.first, one.last, *one.levels.items()) for one in tally.patterns()} == {
        ("one", 0, count - 2, ("info", count // 2)),
        ("two words", 1, count - 1, ("error", count // 2)),
    }


def test_without_times_there_is_no_first_and_no_last() -> None:
    (pattern,) = patterns("disk full")
    assert (pattern.first, pattern.last, pattern.levels) == (None, None, {})


def test_the_id_is_the_same_in_every_run_and_with_other_values() -> None:
    (one,), (other,) = patterns("basket 17 saved"), patterns("basket 0x1f saved", "basket 99 saved")
    assert one.id == other.id == "4142f0d9760efe85"
    assert one.id != patterns("basket 17 lost")[0].id


def test_of_a_stack_trace_the_first_line_counts() -> None:
    assert templates("boom at basket 7\n  at a.b\n  at c.d", "boom at basket 8\n  at x.y") == {
        "boom at basket <number>"
    }


def test_each_message_can_be_asked_for_its_pattern() -> None:
    tally = Tally()
    tally.add(["basket 1 saved", "basket 2 saved", "card declined"])
    saved, declined = tally.patterns()
    assert tally.ids_of(["card declined", "basket 9 saved", "never counted"]) == [declined.id, saved.id, None]


def test_a_name_with_a_number_that_is_always_the_same_is_written_out() -> None:
    (pattern,) = patterns(*["jk2_init() found basket 7"] * 3)
    assert pattern.template == "jk2_init() found basket <number>"
    assert [variable.kind for variable in pattern.variables] == ["number"]
