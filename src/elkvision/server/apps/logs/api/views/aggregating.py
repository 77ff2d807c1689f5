"""Numbers of logs by group and time."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.logs.api.tables import AggregateIn, TableOut, table_out
from elkvision.server.apps.logs.api.views.asking import Question
from elkvision.server.apps.logs.asking import timed
from elkvision.server.apps.logs.asks import ask_of
from elkvision.server.apps.logs.selectors import store


class Aggregate(Question):
    needs: ClassVar = {"POST": Right.READ}

    @extend_schema(operation_id="logs_aggregate", request=AggregateIn, responses=TableOut)
    def post(self, request: Request) -> Response:
        """Counts, sums, averages, percentiles and the like: over the whole range, by the values of up to four fields,
        and bucket by bucket. Every bucket of the range is there, empty ones too."""
        ask = ask_of(self.wish(AggregateIn))
        took = timed(lambda: store().aggregate(self.tenant, ask), "aggregate")
        return self.answer(table_out(took.answer, ask, took.elapsed_ms), took)
