"""What lines become: by the pipelines of their tenant, and by normalising alone where it has none.

Pipelines come with the gateway's settings (`gateway.json`) and are looked at once a second. Those of a tenant together
are a *route*, known by the hash of what it says. It is kept in a file of that name before a segment's plan names it, so
that a segment goes through the same pipelines however often it is repeated, whatever was saved meanwhile.
"""

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec

from elkvision.core.event import Event, event_id
from elkvision.gateway.delivery import plans
from elkvision.gateway.delivery.lanes import Line
from elkvision.gateway.keys import Keys
from elkvision.gateway.spool.records import Frame
from elkvision.pipeline.allowance import Allowance
from elkvision.pipeline.default import default, is_for
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.geo_database import GeoFolder
from elkvision.pipeline.routes import Definition, Origin, Route

log = logging.getLogger(__name__)

Normalise = Callable[..., Event]
#: A route's name and what its file holds; and what a thread has compiled: the name, and the version of the geo databases.
Named = tuple[str, bytes]
Compiled = tuple[str, int]
Routes = Mapping[str, Route]

#: Seconds that an organisation's expressions may lose at once in a thread: everybody's lines wait for them.
_LOST_SECONDS: Final = 5.0
#: A thread keeps so many routes compiled.
_KEPT: Final = 256
#: A route's file that nothing names any more stays for so long.
_OLD_SECONDS: Final = 3600.0


class Saved(msgspec.Struct, frozen=True):
    """A route's file."""

    tenant: str
    keep_raw: bool
    pipelines: list[Definition]


_decode_saved = msgspec.json.Decoder(Saved).decode


class Making:
    """`names` says which routes the segments of this moment take, `open` gives them, `made` puts lines through them."""

    def __init__(
        self, settings: Keys, folder: Path, normalise: Normalise, around: Surroundings, geo: GeoFolder | None = None
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._normalise = normalise
        self._around = around
        self._geo = geo
        self._version: tuple[int, int] | None = None
        self._current: dict[str, Named] = {}
        self._mine = threading.local()
        self._all: list[dict[Compiled, Route]] = []
        self._lock = threading.Lock()
        self.refresh()

    # -- which pipelines

    def refresh(self) -> None:
        """Take what was saved meanwhile. Segments that are under way go on with what they began with."""
        self._settings.refresh()
        snapshot = self._settings.snapshot
        if self._geo is not None:
            self._around = replace(self._around, geo=self._geo.look())
        version = snapshot.version, self._geo.version if self._geo else 0
        if version == self._version:
            return
        self._current = {
            tenant: self._route_of(tenant, pipelines) for tenant, pipelines in snapshot.pipelines.items() if pipelines
        }
        self._version = version

    def _route_of(self, tenant: str, pipelines: Sequence[Definition]) -> Named:
        """The tenant's own pipelines, and after them the default one where it has something to add."""
        known = self._settings.snapshot.tenants.get(tenant)
        more = [default()] if self._around.geo else []
        body = msgspec.json.encode(Saved(tenant, known.keep_raw if known else True, [*pipelines, *more]))
        return hashlib.sha256(body).hexdigest(), body

    def _now(self, tenant: str) -> Named | None:
        return self._current.get(tenant) or (self._route_of(tenant, ()) if self._around.geo else None)

    def names(self, tenants: Iterable[str]) -> dict[str, str]:
        """Tenant to the name of its route now; those without pipelines are not in it. Durably on disk."""
        named = {}
        for tenant in tenants:
            found = self._now(tenant)
            if found is not None:
                self._save(*found)
                named[tenant] = found[0]
        return named

    def _save(self, name: str, body: bytes) -> None:
        path = self._folder / f"{name}.json"
        if path.exists():
            os.utime(path)  # it is needed again, and not to be swept away before a plan says so
        else:
            with self._lock:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                plans.replace(path, body)

    def open(self, named: Mapping[str, str]) -> Routes:
        """The routes, compiled for this thread."""
        return {tenant: self._compiled(name) for tenant, name in named.items()}

    def _compiled(self, name: str, body: bytes | None = None, *, counted: bool = True) -> Route:
        mine: dict[Compiled, Route] | None = getattr(self._mine, "routes", None)
        if mine is None:
            mine = self._mine.routes = {}
            if counted:
                with self._lock:
                    self._all.append(mine)
        key = name, self._geo.version if self._geo else 0
        found = mine.get(key)
        if found is None:
            saved = _decode_saved(body or (self._folder / f"{name}.json").read_bytes())
            found = Route(saved.pipelines, self._around, keep_raw=saved.keep_raw, allowance=Allowance(_LOST_SECONDS))
            for problem in found.problems:
                log.error("A pipeline of %s cannot be run: %s. Its events pass with a tag.", saved.tenant, problem)
            if len(mine) >= _KEPT:
                del mine[next(iter(mine))]
            mine[key] = found
        return found

    def sweep(self, needed: Iterable[str]) -> None:
        """Remove the files of routes that no plan names (`needed` does) and that are not of this moment."""
        keep = {*needed, *(name for name, _ in self._current.values())}
        before = time.time() - _OLD_SECONDS
        for path in self._folder.glob("*.json"):
            if path.stem not in keep and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    # -- what becomes of lines

    def made(
        self, routes: Routes, lines: Sequence[Line], segment: int, failed: Callable[[Line, Exception], None]
    ) -> Iterator[tuple[int, Event]]:
        """The events of lines, each with the number of its line. `failed` hears of lines that went wrong in a way
        that nobody foresaw; they are kept as plain text."""
        for each in routes.values():
            each.allowance.renew()
        for frame, some in _by_frame(lines):
            route = routes.get(frame.tenant)
            if route is not None and route.is_default:
                route = route if any(is_for(line.data) for line in some) else None
            if route is None or not route.takes(frame.input, frame.key):
                yield from ((line.number, self._alone(line, segment, failed)) for line in some)
                continue
            try:
                numbered = [(line.number, line.data) for line in some]
                yield from list(route.documents(numbered, _origin(frame), segment))
            except Exception as error:  # noqa: BLE001 - one event must not stop the rest
                for line in some:
                    failed(line, error)
                    yield line.number, _as_text(line, segment)

    def _alone(self, line: Line, segment: int, failed: Callable[[Line, Exception], None]) -> Event:
        frame = line.frame
        try:
            return self._normalise(
                line.data,
                id=event_id(frame.received_ms, segment, line.number),
                tenant=frame.tenant,
                received_ms=frame.received_ms,
                input=frame.input,
                defaults=frame.defaults,
            )
        except Exception as error:  # noqa: BLE001 - one event must not stop the rest
            failed(line, error)
            return _as_text(line, segment)

    def shown(self, frame: Frame, lines: Sequence[tuple[int, bytes]], segment: int) -> list[Event]:
        """The events of one frame's lines by the pipelines of this moment, for the live tail: nothing is counted, and
        what goes wrong is left out here, for it is told where it is delivered."""
        found = self._now(frame.tenant)
        route = None if found is None else self._compiled(found[0], found[1], counted=False)
        some = [Line(number, frame, data) for number, data in lines]
        routes = {} if route is None else {frame.tenant: route}
        failed: list[int] = []
        made = self.made(routes, some, segment, lambda line, _: failed.append(line.number))
        return [event for number, event in list(made) if number not in failed]

    # -- telling

    def stats(self) -> dict[str, list[dict[str, Any]]]:
        """By tenant, of each pipeline of this moment: what it and its filters did since this process has it."""
        with self._lock:
            threads = list(self._all)
        told: dict[str, list[dict[str, Any]]] = {}
        for tenant, (name, _) in self._current.items():
            key = name, self._geo.version if self._geo else 0
            routes = [found for mine in threads if (found := mine.get(key)) is not None]
            told[tenant] = [
                _told([route.stages[place] for route in routes])
                for place in range(_stages(routes))
                if routes[0].definitions[place].id
            ]
        return told


def _stages(routes: Sequence[Route]) -> int:
    return len(routes[0].stages) if routes else 0


def _told(stages: Sequence[Any]) -> dict[str, Any]:
    """One pipeline as all threads had it."""
    first = stages[0]
    filters = []
    for place, count in enumerate(first.counts):
        same = [stage.counts[place] for stage in stages]
        filters.append(
            {
                "id": count.id,
                "name": count.name,
                "line": count.place.line,
                "events": sum(one.events for one in same),
                "unsuccessful": sum(one.unsuccessful for one in same),
                "failures": sum(one.failures for one in same),
                "timeouts": sum(one.noted["timeouts"] for one in same),
                "nanoseconds": sum(one.nanoseconds for one in same),
                "last_failure": next((one.last_failure for one in same if one.last_failure), ""),
            }
        )
    definition = first.definition
    about = {"id": definition.id, "name": definition.name, "version": definition.version}
    return about | {"problem": first.problem, "filters": filters}


def _by_frame(lines: Sequence[Line]) -> Iterator[tuple[Frame, list[Line]]]:
    some: list[Line] = []
    for line in lines:
        if some and line.frame is not some[0].frame:
            yield some[0].frame, some
            some = []
        some.append(line)
    if some:
        yield some[0].frame, some


def _origin(frame: Frame) -> Origin:
    return Origin(frame.tenant, frame.input, frame.received_ms, frame.key, frame.defaults)


def _as_text(line: Line, segment: int) -> Event:
    frame = line.frame
    return as_text(
        line.data,
        id=event_id(frame.received_ms, segment, line.number),
        tenant=frame.tenant,
        received_ms=frame.received_ms,
        input=frame.input,
    )


def as_text(data: bytes, *, id: str, tenant: str, received_ms: int, input: str) -> Event:
    """The plainest document of a line, when normalising it failed."""
    return {
        "id": id,
        "@timestamp": received_ms * 1_000_000,
        "received_at": received_ms,
        "tenant_id": tenant,
        "message": data.decode(errors="replace"),
        "input": input,
        "tags": ["_pipelineerror"],
    }
