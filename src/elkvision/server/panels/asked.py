"""For whom, over which range and with which values panels are worked out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from elkvision.core.query import Node, Query, parse, to_text
from elkvision.core.query.values import all_of
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.logs import selectors as logs
from elkvision.server.panels.variables import put_in, put_in_text


@dataclass(frozen=True)
class Asked:
    """`variables` are the chosen values by name, none for all; `filter` is what every log has to match besides."""

    tenant: TenantId
    start: datetime
    end: datetime
    zone: ZoneInfo
    variables: Mapping[str, Sequence[str]] = field(default_factory=dict)
    filter: Query = field(default_factory=lambda: parse(""))

    def query(self, text: str) -> Query:
        """The query that is meant: values put in, and the filter with it. Raises QueryError."""
        tree = all_of([put_in(text, self.variables).tree, self.filter.tree])
        return Query(to_text(tree) if tree != parse("").tree else "", tree)

    def words(self, text: str) -> str:
        """The text with the values in the place of the variables."""
        return put_in_text(text, self.variables)

    def narrowed(self, query: Query, *nodes: Node) -> str:
        """The text of a query that finds what this one does and the nodes too."""
        tree = all_of([query.tree, *nodes])
        return to_text(tree) if tree != parse("").tree else ""


def asked(
    organisation: Organisation,
    start: str,
    end: str,
    *,
    variables: Mapping[str, Sequence[str]] | None = None,
    filter: str = "",
) -> Asked:
    """Raises QueryError for the filter, and BadRequest for a range that is none."""
    chosen = dict(variables or {})
    span = logs.span("", start, end)
    assert span.start is not None, "a range that was given has both ends"
    assert span.end is not None, "a range that was given has both ends"
    zone = ZoneInfo(organisation.timezone)
    return Asked(TenantId(organisation.tenant), span.start, span.end, zone, chosen, put_in(filter, chosen))
