"""Elasticsearch's bare distribution and the Java it runs on: found on this machine, or fetched once through Maven."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

VERSION = "8.19.16"
_SHA512 = "97db38d6920fbdace83ce32d041e2e6faf1c895aa03dc3cc75715c952a646021af124f4e49b0a8e2bb066362cdec4d45772a846c613a8f459b7e8260f9d17067"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_OLDEST_JAVA = 17


class NotHere(Exception):
    """Something that a server needs is missing; says what, and how to get it."""


def cache_folder() -> Path:
    """Where the distribution is kept. Root's is one that other users may read: the server never runs as root."""
    if os.getuid() == 0:
        return Path("/var/cache/elasticsearch")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "elasticsearch"


def distribution() -> Path:
    """The unpacked distribution; the first to ask fetches it, others wait for that."""
    home = cache_folder() / f"elasticsearch-{VERSION}"
    if (home / "bin" / "elasticsearch").exists():
        return home
    home.parent.mkdir(parents=True, exist_ok=True)
    with (home.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "bin" / "elasticsearch").exists():
            _unpack(_fetched(home.parent), home)
    return home


def java_home() -> Path:
    """A Java that is new enough: the one that the environment names, else the one that `java` is, else any other."""
    tried = []
    for home in _javas():
        if (java := home / "bin" / "java").exists():
            if _version_of(java) >= _OLDEST_JAVA:
                return home
            tried.append(str(home))
    seen = f" (too old: {', '.join(tried)})" if tried else ""
    raise NotHere(f"Elasticsearch needs Java {_OLDEST_JAVA} or newer{seen}: apt-get install default-jre-headless")


def _javas() -> Iterator[Path]:
    for name in ("ES_JAVA_HOME", "JAVA_HOME"):
        if home := os.environ.get(name):
            yield Path(home)
    if java := shutil.which("java"):
        yield Path(java).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _version_of(java: Path) -> int:
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def _fetched(folder: Path) -> Path:
    archive = folder / f"elasticsearch-{VERSION}.zip"
    if not archive.exists():
        if shutil.which("mvn") is None:
            raise NotHere("Elasticsearch is fetched with Maven, which is not here: apt-get install maven")
        command = ["mvn", "-q", "-B", _COPY, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        if done.returncode:
            raise NotHere(f"Elasticsearch {VERSION} could not be fetched with Maven:\n{done.stdout[-2000:]}")
    with archive.open("rb") as file:
        if hashlib.file_digest(file, "sha512").hexdigest() != _SHA512:
            archive.unlink()
            raise NotHere(f"{archive} was not what it should be and is removed: fetch it again")
    return archive


def _unpack(archive: Path, home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        unpacked = Path(folder) / home.name
        for program in (unpacked / "bin").iterdir():
            program.chmod(0o755)
        subprocess.run(["chmod", "-R", "a+rX", unpacked], check=True)
        unpacked.rename(home)
