"""`elkvision demo`: a believable shop's traffic with an incident in it."""

import time

import click

from elkvision.supervisor.sending.carrying import Carrier
from elkvision.supervisor.sending.keys import key_for
from elkvision.supervisor.sending.transports import open_transport
from elkvision.supervisor.shop.traffic import Traffic

_TICK = 0.05
_ROUND_SECONDS = 300.0
_PATIENCE = 60.0


@click.command("demo")
@click.option(
    "--rate", type=click.FloatRange(0.1, 200_000), default=50.0, show_default=True, help="Logs a second, about."
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    help="Stop after so long, with the whole incident in it. Without it: Ctrl-C.",
)
@click.option(
    "--round",
    "round_seconds",
    type=click.FloatRange(10),
    default=_ROUND_SECONDS,
    show_default=True,
    help="Seconds from one incident to the next, unless --seconds is given.",
)
@click.option("--to", "url", default="tcp://127.0.0.1:5000", show_default=True, envvar="ELKVISION_SEND_TO", show_envvar=True,
              metavar="URL", help="tcp://, udp://, http(s):// or beats:// with a host.")  # fmt: skip
@click.option(
    "--key",
    "--token",
    "key",
    envvar="ELKVISION_API_KEY",
    show_envvar=True,
    metavar="KEY",
    help="API key for http(s)://. Without it, the one that `elkvision keys create --save` kept.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed is the same story.")
def command(rate: float, seconds: float | None, round_seconds: float, url: str, key: str | None, seed: int) -> None:
    """Make the traffic of a shop: visits, baskets, payments. Every so often payments become slow, fail, and recover.

    Search for `service:payments level:error`, and follow a trace_id through all services.
    """
    carrier = Carrier(open_transport(url, key_for(url, key)), _PATIENCE, _say)
    traffic = Traffic(rate, seconds or round_seconds, time.time(), seed)
    try:
        _run(traffic, carrier, seconds)
    except KeyboardInterrupt:
        _say("")
    carrier.transport.close()
    _say(carrier.totals.sentence())


def _run(traffic: Traffic, carrier: Carrier, seconds: float | None) -> None:
    began = time.time()
    phase = ""
    while seconds is None or time.time() - began < seconds:
        lines = traffic.until(time.time())
        if lines:
            carrier.send(lines)
        if traffic.phase() != phase:
            phase = traffic.phase()
            _say(f"{carrier.totals.lines:>9,} logs sent; payments: {phase}")
        time.sleep(_TICK)


def _say(text: str) -> None:
    click.echo(text, err=True)
