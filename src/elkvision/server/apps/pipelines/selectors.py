"""Questions about pipelines. The organisation is always an argument."""

from typing import Any

from django.db.models import F, Max, QuerySet

from elkvision.core.settings import Settings
from elkvision.pipeline.routes import Definition
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.pipelines.models import Pipeline, PipelineVersion, Reparse
from elkvision.server.gateway.asking import stats_of
from elkvision.server.gateway.running import pipelines_of as running_of


def pipelines_of(organisation: Organisation) -> QuerySet[Pipeline]:
    """In the order in which they run."""
    return Pipeline.objects.filter(organisation=organisation)


def versions_of(pipeline: Pipeline) -> QuerySet[PipelineVersion]:
    return PipelineVersion.objects.filter(pipeline=pipeline).select_related("created_by", "pipeline")


def reparses_of(organisation: Organisation) -> QuerySet[Reparse]:
    """Newest first."""
    return Reparse.objects.filter(organisation=organisation).select_related("created_by", "organisation")


def current_version(pipeline: Pipeline) -> PipelineVersion:
    return versions_of(pipeline).get(number=pipeline.current)


def last_number(pipeline: Pipeline) -> int:
    return versions_of(pipeline).aggregate(last=Max("number"))["last"] or 0


def definition(version: PipelineVersion) -> Definition:
    """What the gateway runs of it."""
    return Definition(
        version.pipeline_id,
        version.pipeline.name,
        version.number,
        version.text,
        version.condition,
        tuple(version.inputs),
        tuple(version.keys),
    )


def published() -> dict[str, list[dict[str, Any]]]:
    """Every organisation's pipelines, for the gateway's settings."""
    found: dict[str, list[dict[str, Any]]] = {}
    enabled = PipelineVersion.objects.filter(pipeline__enabled=True, number=F("pipeline__current"))
    ordered = enabled.select_related("pipeline__organisation").order_by("pipeline__position", "pipeline_id")
    for version in ordered:
        tenant = version.pipeline.organisation.tenant
        one = definition(version)
        found.setdefault(tenant, []).append({name: getattr(one, name) for name in Definition.__struct_fields__})
    return found


def stats(organisation: Organisation, settings: Settings) -> dict[int, dict[str, Any]] | None:
    """By pipeline, what delivery counted since it has its present version; None while delivery does not answer."""
    told = stats_of(settings, "delivery")
    return {one["id"]: one for one in running_of(told, organisation.tenant) or []} if told else None
