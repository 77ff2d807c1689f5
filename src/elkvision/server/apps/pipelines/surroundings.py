"""What pipelines may use of the outside here: no files, no variables, no network. Only what is handed in."""

from functools import cache

from elkvision.core.settings import load
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.geo_database import GeoFolder


def surroundings() -> Surroundings:
    """As the gateway has them, with the geo databases of this moment."""
    return Surroundings(most_seconds=1.0, geo=_geo().look())


@cache
def _geo() -> GeoFolder:
    return GeoFolder(load().geo_dir)
