"""Ports are tried before anything starts."""

import os
import socket

import pytest

from elkvision.core.settings import Settings
from elkvision.supervisor import ports
from elkvision.supervisor.errors import CannotStart

FREE = {"web_port": 0, "tcp_port": 0, "udp_port": 0, "http_port": 0, "beats_port": 0}


@pytest.fixture
def taken() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_zero_becomes_a_free_port_and_no_two_are_the_same(tmp_path):
    settled = ports.settle(Settings(data_dir=tmp_path, **FREE))

    tcp = [settled.web_port, settled.tcp_port, settled.http_port, settled.beats_port]
    assert len(set(tcp)) == 4
    assert 0 not in {*tcp, settled.udp_port}


def test_a_taken_port_is_named_with_who_has_it_and_how_to_choose_another(tmp_path, taken):
    settings = Settings(data_dir=tmp_path, **{**FREE, "http_port": taken})

    with pytest.raises(CannotStart) as error:
        ports.settle(settings)

    assert f"TCP port {taken}, for logs over HTTP, is in use by python" in str(error.value)
    assert f"(process {os.getpid()})" in str(error.value)
    assert "--http-port or ELKVISION_HTTP_PORT" in str(error.value)


def test_a_taken_udp_port_is_noticed_too(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        settings = Settings(data_dir=tmp_path, **{**FREE, "udp_port": taken.getsockname()[1]})

        with pytest.raises(CannotStart, match="UDP port"):
            ports.settle(settings)


def test_two_doors_with_the_same_port_are_refused(tmp_path):
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]

    with pytest.raises(CannotStart, match=f"TCP port {port}, for Beats, is in use"):
        ports.settle(Settings(data_dir=tmp_path, **{**FREE, "http_port": port, "beats_port": port}))


def test_tcp_and_udp_may_share_a_number(tmp_path):
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        port = finder.getsockname()[1]

    settled = ports.settle(Settings(data_dir=tmp_path, **{**FREE, "tcp_port": port, "udp_port": port}))

    assert settled.tcp_port == settled.udp_port == port


@pytest.mark.parametrize(
    ("host", "words"), [("203.0.113.7", "is not one of this machine's"), ("no.such.host.invalid", "is not known here")]
)
def test_an_address_that_is_not_ours_is_one_clear_sentence(tmp_path, host, words):
    with pytest.raises(CannotStart, match=words):
        ports.settle(Settings(data_dir=tmp_path, host=host, **FREE))
