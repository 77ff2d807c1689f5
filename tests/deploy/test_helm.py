"""The chart's values and what its templates name, held against the product."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from elkvision.core.settings import Settings, variable

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "elkvision"
SCHEMA = json.loads((CHART / "values.schema.json").read_text())
VALUES: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
TEMPLATES = {path.name: path.read_text() for path in (CHART / "templates").iterdir()}


def test_the_values_are_as_their_schema_says() -> None:
    jsonschema.validate(VALUES, SCHEMA)


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "Not A Host"},
        {"secret": ""},
        {"unknown": 1},
        {"settings": {"ELKVISION_RETENTION_DAYS": 30}},
        {"settings": {"PASSWORD": "x"}},
        {"web": {"replicas": 0}},
        {"files": {"accessMode": "ReadWriteSometimes"}},
        {"gateway": {"shippers": ["everybody"]}},
        {"image": {"digest": "latest"}},
    ],
)
def test_a_wrong_value_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(VALUES | wrong, SCHEMA)


def test_every_variable_that_a_part_is_given_is_a_setting() -> None:
    known = {variable(name) for name in Settings.__dataclass_fields__}
    named = {name for text in TEMPLATES.values() for name in re.findall(r"\bELKVISION_[A-Z_]+", text)}

    assert len(named) > 12
    assert named | set(VALUES["settings"]) <= known


def test_every_value_that_a_template_asks_for_is_there() -> None:
    for text in TEMPLATES.values():
        for path in re.findall(r"\.Values\.([A-Za-z.]+)", text):
            found: Any = VALUES
            for name in path.split("."):
                found = found[name]


def test_no_secret_is_in_the_values() -> None:
    assert not re.search(r"password|://[^/\s]+:[^/\s]+@", json.dumps(VALUES))
    assert "secretKeyRef" in TEMPLATES["_parts.tpl"]


def test_every_container_may_do_little() -> None:
    for text in TEMPLATES.values():
        containers = len(re.findall(r"^ +image: ", text, re.MULTILINE))
        assert text.count('include "elkvision.securityContext"') == containers
        assert text.count('include "elkvision.podSecurityContext"') == containers
