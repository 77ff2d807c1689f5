"""TLS, passwords and rights, on a real server that has them: what works, and what is said where it does not."""

import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import trustme
from tests.store.elasticsearch.cases import Server, batch
from tools.servers.elasticsearch import Cluster, Plan

from elkvision.core.errors import Unavailable
from elkvision.store.contract import LogStore
from elkvision.store.engines.elasticsearch import writing
from elkvision.store.engines.elasticsearch.health import CLUSTER_RIGHTS, RIGHTS
from elkvision.store.registry import open_store

pytestmark = pytest.mark.system

PASSWORD = "correct-horse-battery-9"
WRITER = {"cluster": list(CLUSTER_RIGHTS), "indices": [{"names": ["acme", "acme-*"], "privileges": list(RIGHTS)}]}
READER = {
    "cluster": ["monitor"],
    "indices": [{"names": ["*"], "privileges": ["read", "view_index_metadata", "monitor"]}],
}


@pytest.fixture(scope="module")
def certificates() -> Iterator[Path]:
    """A CA of Acme's, and its certificate for 127.0.0.1."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        ca = trustme.CA()
        certificate = ca.issue_cert("127.0.0.1")
        ca.cert_pem.write_to_path(folder / "ca.pem")
        certificate.private_key_pem.write_to_path(folder / "node.key")
        (folder / "node.pem").write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
        trustme.CA().cert_pem.write_to_path(folder / "other.pem")
        yield folder


@pytest.fixture(scope="module")
def cluster(certificates: Path) -> Iterator[Cluster]:
    with TemporaryDirectory(prefix="elkvision-secured-") as name:
        Path(name).chmod(0o755)
        users = {"writer": ("writers-word", WRITER), "reader": ("readers-word", READER)}
        plan = Plan(password=PASSWORD, tls=str(certificates), users=users)
        with Cluster(Path(name) / "es", plan) as cluster:
            yield cluster


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 0.3)


def opened(cluster: Cluster, options: str = "", user: str = f"elastic:{PASSWORD}@", scheme: str = "https") -> LogStore:
    return open_store(f"elasticsearch+{scheme}://{user}{cluster.hosts[0]}/acme{options}")


def said_by(store: LogStore) -> str:
    """What append and Health say, which is the same; no word of it is secret."""
    with pytest.raises(Unavailable) as failed:
        store.append(batch("hello"))
    health = store.health()
    store.close()
    assert health.status == "red"
    assert health.reason.startswith(failed.value.message), (health.reason, failed.value.message)
    for secret in (PASSWORD, "battery", "readers-word", "elastic:"):
        assert secret not in f"{failed.value!r} {failed.value} {health}"
    return health.reason


@pytest.mark.parametrize("user", [f"elastic:{PASSWORD}@", "writer:writers-word@"])
def test_with_its_ca_and_a_password_it_works(cluster: Cluster, certificates: Path, user: str) -> None:
    store = opened(cluster, f"?ca={certificates}/ca.pem", user)

    assert list(store.append(batch(f"kept by {user.partition(':')[0]}"))) == []

    found = store.health()
    assert (found.status, found.reason) == ("green", "Elasticsearch answers: 1 node, and every shard is in its place.")
    trust = ssl.create_default_context(cafile=str(certificates / "ca.pem"))
    server = Server(f"elasticsearch+{cluster.url}/acme", verify=trust, auth=("elastic", PASSWORD))
    assert server.messages()[f"kept by {user.partition(':')[0]}"] == 1
    assert PASSWORD not in repr(store.__dict__)
    store.close()


def test_with_the_fingerprint_of_its_certificate_it_works(cluster: Cluster, certificates: Path) -> None:
    store = opened(cluster, f"?fingerprint={fingerprint(certificates / 'node.pem')}")

    assert list(store.append(batch("kept by fingerprint"))) == []
    assert store.health().status == "green"
    store.close()


def test_another_fingerprint_is_told_with_the_one_that_was_seen(cluster: Cluster, certificates: Path) -> None:
    said = said_by(opened(cluster, f"?fingerprint={'ab' * 32}"))

    assert said.startswith(f"The certificate of {cluster.hosts[0]} has another fingerprint than ELKVISION_STORE says: ")
    assert fingerprint(certificates / "node.pem") in said


@pytest.mark.parametrize("ca", ["", "other.pem"], ids=["no CA", "another CA"])
def test_a_certificate_that_nobody_vouches_for_is_told(cluster: Cluster, certificates: Path, ca: str) -> None:
    said = said_by(opened(cluster, f"?ca={certificates}/{ca}" if ca else ""))

    assert said.startswith(f"The certificate of {cluster.hosts[0]} is not trusted: ")
    assert "name the cluster's CA with ?ca=" in said


def test_a_certificate_for_another_host_is_told(cluster: Cluster, certificates: Path) -> None:
    port = cluster.hosts[0].rpartition(":")[2]
    store = open_store(f"elasticsearch+https://elastic:{PASSWORD}@localhost:{port}/acme?ca={certificates}/ca.pem")

    said = said_by(store)

    assert said.startswith(f"The certificate of localhost:{port} is not trusted: ")
    assert "localhost" in said.partition("not trusted")[2]


def test_a_ca_file_without_a_certificate_is_told(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("not a certificate")

    assert said_by(opened(cluster, f"?ca={tmp_path}/ca.pem")).startswith("The file that ?ca= names cannot be read")


def test_a_wrong_password_is_told_with_whose_it_is(cluster: Cluster, certificates: Path) -> None:
    said = said_by(opened(cluster, f"?ca={certificates}/ca.pem", "elastic:nope@"))

    assert said == (
        f'Elasticsearch at {cluster.hosts[0]} does not accept the password of "elastic": it is wrong or has expired; '
        "mend it in ELKVISION_STORE."
    )


def test_no_password_is_told(cluster: Cluster, certificates: Path) -> None:
    said = said_by(opened(cluster, f"?ca={certificates}/ca.pem", ""))

    assert said.startswith(f"Elasticsearch at {cluster.hosts[0]} wants a password or a key; put user:password@")


def test_a_key_that_is_none_is_told(cluster: Cluster, certificates: Path) -> None:
    said = said_by(opened(cluster, f"?ca={certificates}/ca.pem&api_key=bm90OmtleQ==", ""))

    assert "does not accept our password or API key" in said
    assert "bm90OmtleQ" not in said


def test_a_user_who_may_only_read_is_told_what_is_lacking(cluster: Cluster, certificates: Path) -> None:
    store = opened(cluster, f"?ca={certificates}/ca.pem", "reader:readers-word@")

    with pytest.raises(Unavailable, match='does not let "reader" do '):
        store.append(batch("hello"))

    health = store.health()
    assert health.status == "red"
    assert health.reason == (
        '"reader" lacks rights on acme-*: create_index, delete_index, maintenance, manage, manage_index_templates, '
        "write. Grant them."
    )
    store.close()


def test_http_where_tls_is_wanted_is_told(cluster: Cluster) -> None:
    assert "or it speaks TLS only; if it wants TLS, use elasticsearch+https://" in said_by(
        opened(cluster, scheme="http")
    )


def test_tls_where_there_is_none_is_told(elasticsearch_server: str) -> None:
    store = open_store(elasticsearch_server.replace("+http://", "+https://") + "/acme")

    assert "does not speak TLS; use elasticsearch+http://" in said_by(store)


def fingerprint(certificate: Path) -> str:
    return hashlib.sha256(
        ssl.PEM_cert_to_DER_cert(certificate.read_text().split("-----END")[0] + "-----END CERTIFICATE-----\n")
    ).hexdigest()


def test_a_check_names_what_somebody_lacks_and_finds_nothing_where_all_is_granted(cluster: Cluster) -> None:
    ca = f"?ca={cluster.plan.tls}/ca.pem"
    for user, fine in (("writer:writers-word@", True), ("reader:readers-word@", False)):
        store = opened(cluster, ca, user)
        found = {each.about: each for each in store.check()}
        store.close()
        assert all(each.status != "problem" for each in found.values()) is fine, found
        assert ("lacks" in found["rights"].words) is not fine
        assert ("trial" in found) is fine
        assert not any(word in str(found) for word in ("writers-word", "readers-word"))
