"""The Go client that Beats are built on (github.com/elastic/go-lumber) against a running intake."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.gateway.running import intake, running, settings_in, spooled

HERE = Path(__file__).parent / "go_lumber"

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(shutil.which("go") is None, reason="the client is built with Go, which is not installed"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("go") / "go_lumber"
    subprocess.run(["go", "build", "-o", str(built), "."], cwd=HERE, check=True, timeout=300)
    return built


@pytest.mark.parametrize("options", [["-compress=0"], ["-compress=3"], ["-compress=6", "-async"], ["-batch=2048"]])
def test_every_acknowledged_event_is_in_the_spool_once(client: Path, tmp_path: Path, options: list[str]) -> None:
    settings = settings_in(tmp_path)
    with running(intake(settings)):
        address = f"-address={settings.host}:{settings.beats_port}"
        said = subprocess.run([client, address, "-events=5000", *options], capture_output=True, text=True, timeout=60)
        assert (said.stdout.strip(), said.stderr) == ("5000", "")
        sent = [json.loads(line)["message"] for line in spooled(settings)]
        assert sent == [f"event {n}" for n in range(5000)]
