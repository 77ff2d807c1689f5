"""A part's log file is bounded."""

from elkvision.supervisor.logfile import BoundedLog


def test_at_its_limit_a_file_becomes_the_older_one(tmp_path):
    log = BoundedLog(tmp_path / "web.log", limit=100)

    for number in range(30):
        log.write(b"line %02d\n" % number)
    log.close()

    older, newer = (tmp_path / "web.log.1").read_bytes(), (tmp_path / "web.log").read_bytes()
    assert len(older) <= 100
    assert (older + newer).endswith(b"line 29\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["web.log", "web.log.1"]


def test_a_new_run_goes_on_where_the_last_one_ended(tmp_path):
    for word in (b"first\n", b"second\n"):
        log = BoundedLog(tmp_path / "web.log")
        log.write(word)
        log.close()

    assert (tmp_path / "web.log").read_bytes() == b"first\nsecond\n"


def test_a_full_disk_drops_lines_and_stops_nothing(tmp_path):
    (tmp_path / "web.log").symlink_to("/dev/full")

    BoundedLog(tmp_path / "web.log").write(b"lost\n")
