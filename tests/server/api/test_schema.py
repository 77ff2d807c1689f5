"""The OpenAPI schema: the frozen file says what the server really answers to."""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

FROZEN = Path(__file__).resolve().parents[3] / "docs" / "reference" / "openapi.yaml"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(path))
    return path


def test_the_frozen_schema_is_what_the_server_has(written: Path) -> None:
    assert FROZEN.read_text() == written.read_text(), (
        "the API changed; when that was meant: python -m elkvision.server.manage spectacular --file docs/reference/openapi.yaml"
    )


def test_every_operation_says_who_may_call_it_and_what_it_does(written: Path) -> None:
    schema = yaml.safe_load(written.read_text())
    operations = [each for path in schema["paths"].values() for each in path.values()]
    assert len(operations) > 40
    assert all("security" in each or each["operationId"] in OPEN for each in operations)
    assert all("default" in each["responses"] for each in operations)


#: Operations that anybody may call.
OPEN = {
    "setup", "setup_owner", "register", "login", "login_code", "oidc_begin", "oidc_callback", "password_reset", "password_reset_confirm", "invitation_look",
    "shared_dashboard", "shared_numbers",
}  # fmt: skip
