"""What is inside an image, as an SPDX 2.3 document: Python's distributions in a folder and the system's packages.

`python sbom.py /opt/elkvision` prints it. https://spdx.github.io/spdx-spec/v2.3/
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from uuid import uuid4


def document(folder: Path) -> dict[str, Any]:
    """Every package, with where it comes from as a package URL."""
    packages = sorted([*of_python(folder), *of_debian()], key=lambda each: each["SPDXID"])
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "elkvision",
        "documentNamespace": f"urn:uuid:{uuid4()}",
        "creationInfo": {
            "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: elkvision-sbom"],
        },
        "packages": packages,
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": each["SPDXID"]}
            for each in packages
        ],
    }


def of_python(folder: Path) -> list[dict[str, Any]]:
    places = [str(place) for place in folder.glob("lib/python3*/site-packages")]
    return [
        _package("pypi", found.metadata["Name"].lower(), found.version, found.metadata.get("License-Expression"))
        for found in distributions(path=places)
    ]


def of_debian() -> list[dict[str, Any]]:
    """Nothing on a system without dpkg."""
    try:
        listed = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Package} ${Version}\n"], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        return []
    return [_package("deb/debian", *line.split(" ", 1)) for line in listed.splitlines()]


def _package(kind: str, name: str, version: str, licence: str | None = None) -> dict[str, Any]:
    safe = "".join(each if each.isalnum() or each in ".-" else "-" for each in f"{kind}-{name}")
    return {
        "SPDXID": f"SPDXRef-{safe}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence or "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:{kind}/{name}@{version}",
            }
        ],
    }


if __name__ == "__main__":
    json.dump(document(Path(sys.argv[1])), sys.stdout, indent=1)
