"""`cidr`: succeeds where an address lies in one of the networks."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    NUMBER,
    PATH,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.values.ruby import to_s
from elkvision.pipeline.values.templates import is_constant, template


class Networks:
    """Networks, ready to be asked whether an address lies in one of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Texts that are no network are left out."""
        by_length: dict[tuple[int, int], set[int]] = {}
        for text in texts:
            try:
                network = ip_network(text.strip(), strict=False)
            except ValueError:
                continue
            shift = network.max_prefixlen - network.prefixlen
            by_length.setdefault((network.version, shift), set()).add(int(network.network_address) >> shift)
        self._by_length = list(by_length.items())

    def __contains__(self, text: str) -> bool:
        try:
            address = ip_address(text.strip().strip("[]"))
        except ValueError:
            return False
        number, version = int(address), address.version
        return any(kind == version and number >> shift in known for (kind, shift), known in self._by_length)

    def __bool__(self) -> bool:
        return bool(self._by_length)


def make(settings: Settings, around: Surroundings) -> Filter:
    """True where any address lies in any network. Raises BadSetting."""
    addresses = [template(to_s(text)) for text in settings["address"]]
    networks = _networks(settings, around)

    def run(event: WorkEvent) -> bool:
        known = networks(event)
        return any(write(event) in known for write in addresses)

    return run


def _networks(settings: Settings, around: Surroundings) -> Callable[[WorkEvent], Networks]:
    given = [to_s(text) for text in settings["network"]]
    if settings["network_path"]:
        if given:
            raise BadSetting("`network` and `network_path` exclude each other", option="network_path")
        return _from_file(settings, around)
    if all(is_constant(text) for text in given):
        known = Networks(part for text in given for part in text.split(","))
        return lambda event: known  # noqa: ARG005 - the same for every event
    writers = [template(text) for text in given]
    return lambda event: Networks(part for write in writers for part in write(event).split(","))


def _from_file(settings: Settings, around: Surroundings) -> Callable[[WorkEvent], Networks]:
    path, separator = settings["network_path"], settings["separator"]
    interval = int(settings["refresh_interval"] * 1_000_000_000)

    def read() -> Networks:
        return Networks(around.read_file(path).decode(errors="replace").split(separator))

    try:
        known = read()
    except OSError as error:
        raise BadSetting(f"the networks cannot be read: {error}", option="network_path") from None
    next_look = around.now() + interval

    def current(event: WorkEvent) -> Networks:  # noqa: ARG001 - the same for every event, for a while
        nonlocal known, next_look
        if around.now() >= next_look:
            next_look = around.now() + interval
            try:
                known = read() or known
            except OSError as error:
                around.warn(f"`cidr`: {path} cannot be read, the networks stay as they were: {error}")
        return known

    return current


PLUGIN = Plugin(
    name="cidr",
    summary="Asks whether addresses lie in networks",
    options={
        "address": Option(ARRAY, required=True),
        "network": Option(ARRAY, default=[]),
        "network_path": Option(PATH),
        "refresh_interval": Option(NUMBER, default=600),
        "separator": Option(default="\n"),
    },
    make=make,
)
