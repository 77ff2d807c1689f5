"""The Compose files, read as Compose reads them but for what it fills in."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "deploy" / "compose"
FILES = tuple(sorted(COMPOSE.glob("*.yaml")))
#: The ports of the seed, on loopback.
DEVELOPMENT_PORTS = {"3000", "8000", "3001", "5601", "5555", "9090", "5000", "8080", "5044"}
#: Programs that run once.
STEPS = {"migrate", "kibana-password", "kibana-objects"}
#: Images that bring no program to ask them with, or say their health to Prometheus alone.
WITHOUT_HEALTH = {"flower", "postgres-exporter", "redis-exporter", "elasticsearch-exporter", "nginx-exporter"}
#: Health comes with the image.
HEALTH_IN_IMAGE = {"frontend", "nginx", "elkvision"}


class Loader(yaml.SafeLoader):
    """Knows Compose's `!reset` and `!override`."""


for tag in ("!reset", "!override"):
    Loader.add_constructor(tag, lambda loader, node: loader.construct_sequence(node))


def read(name: str) -> dict[str, Any]:
    # A safe loader with two more tags.
    found: dict[str, Any] = yaml.load((COMPOSE / name).read_text(), Loader)
    return found


def services(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read(name)["services"]
    return found


STACK = services("compose.yaml")
ALL = {**STACK, **services("compose.single.yaml")}


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_service_is_bounded_and_its_image_pinned(name: str) -> None:
    service = ALL[name]
    image = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", service["image"])

    assert ":" in image
    assert not image.endswith(":latest")
    assert service["logging"]["options"]["max-size"] if name not in STEPS - {"migrate"} else True
    if name not in STEPS:
        assert service["restart"] == "unless-stopped"
        assert "memory" in service["deploy"]["resources"]["limits"]


@pytest.mark.parametrize("name", sorted(set(ALL) - STEPS - WITHOUT_HEALTH - HEALTH_IN_IMAGE))
def test_a_service_says_how_it_is(name: str) -> None:
    assert ALL[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["migrate", "backend", "gateway", "worker", "beat", "frontend", "nginx", "elkvision"])
def test_what_is_ours_may_do_little(name: str) -> None:
    service = ALL[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


def test_in_development_every_port_is_on_loopback_and_the_known_ones_are_there() -> None:
    ports = [port for service in STACK.values() for port in service.get("ports", ())]

    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert {port.split(":")[1] for port in ports} >= DEVELOPMENT_PORTS
    assert len(ports) == len(set(ports))


def test_in_production_only_nginx_is_open_to_the_world() -> None:
    for name, service in services("compose.prod.yaml").items():
        for port in service.get("ports", ()):
            assert name == "nginx" or port.startswith("${ELKVISION_SHIPPERS_ADDRESS:-127.0.0.1}:"), (name, port)


def test_logstash_has_no_port_of_the_gateway() -> None:
    def published(name: str) -> set[str]:
        return {port.split(":")[1] for port in STACK[name]["ports"]}

    assert not published("logstash") & published("gateway")


def test_elasticsearch_has_half_a_gigabyte_in_development_and_four_in_production() -> None:
    production = services("compose.prod.yaml")["elasticsearch"]["environment"]["ES_JAVA_OPTS"]

    assert "-Xms512m -Xmx512m" in STACK["elasticsearch"]["environment"]["ES_JAVA_OPTS"]
    assert "-Xms4g -Xmx4g" in production


def test_every_variable_is_explained_in_the_example_and_every_explained_one_is_used() -> None:
    used = {name for path in FILES for name in re.findall(r"(?<!\$)\$\{([A-Z_]+)", path.read_text())}
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    # The small stack's own, and one that the seed's people bring.
    assert used - explained == {"ELKVISION_PUBLIC_URL"}
    assert explained - used == {"NEXT_PUBLIC_WS_URL"}


def test_every_secret_is_demanded_and_none_has_a_default() -> None:
    for path in FILES:
        for name, rest in re.findall(
            r"\$\{([A-Z_]*(?:PASSWORD|SECRET_KEY|INTERNAL_KEY|NOTIFY_KEY))(:[-?])", path.read_text()
        ):
            assert rest == ":?", (path.name, name)


def test_every_file_that_is_mounted_is_there() -> None:
    volumes = [volume for service in STACK.values() for volume in service.get("volumes", ())]
    mounted = [volume.split(":")[0] for volume in volumes if volume.startswith("./")]

    assert mounted
    assert [path for path in mounted if not (ROOT / path).exists()] == []


def test_the_root_has_the_names_that_people_type() -> None:
    assert (ROOT / "docker-compose.yml").resolve() == COMPOSE / "compose.yaml"
    assert (ROOT / "docker-compose.prod.yml").resolve() == COMPOSE / "compose.prod.yaml"


def test_the_parts_have_a_network_that_does_not_get_out() -> None:
    stack = read("compose.yaml")

    assert stack["networks"]["inside"]["internal"] is True
    assert all(STACK[name]["networks"] == ["inside"] for name in ("postgres", "mongodb", "redis", "elasticsearch"))
    assert not any("ports" in STACK[name] for name in ("postgres", "mongodb", "redis", "elasticsearch", "backend"))
