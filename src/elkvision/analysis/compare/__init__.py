"""What tells some lines from others: field values ranked by how much more frequent they are among them."""

from elkvision.analysis.compare.ranking import Difference, Sides, ranked

__all__ = ["Difference", "Sides", "ranked"]
