"""What can be done with pipelines: make, change, bring an old version back, order, remove. Each is in the audit log,
and the gateway runs it within two seconds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from elkvision.core.errors import BadRequest
from elkvision.pipeline.language.pipeline import compile_pipeline
from elkvision.pipeline.language.source import PipelineError, Problem, Source
from elkvision.pipeline.routes import check_condition
from elkvision.server.apps.accounts import audit, gateway
from elkvision.server.apps.accounts.errors import Conflict
from elkvision.server.apps.accounts.models import ApiKey, Organisation, User
from elkvision.server.apps.pipelines import selectors
from elkvision.server.apps.pipelines.models import MOST_PIPELINES, Pipeline, PipelineVersion
from elkvision.server.apps.pipelines.surroundings import surroundings

#: What makes a version: changing any of it makes the next one.
VERSIONED = ("text", "condition", "inputs", "keys")


class Broken(BadRequest):
    """A text or condition that cannot run, with every mistake and its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(str(problems[0]) if problems else "The pipeline cannot run.")
        self.problems = tuple(problems)


def checked(text: str, condition: str = "", *, name: str = "pipeline") -> tuple[Problem, ...]:
    """The warnings about a pipeline. Raises Broken with every mistake."""
    problems: list[Problem] = []
    warnings: tuple[Problem, ...] = ()
    try:
        warnings = compile_pipeline(Source(name, text), surroundings()).warnings
    except PipelineError as error:
        problems += error.problems
    try:
        check_condition(condition)
    except PipelineError as error:
        problems += error.problems
    if problems:
        raise Broken(problems)
    return warnings


@transaction.atomic
def create(
    organisation: Organisation,
    *,
    name: str,
    text: str,
    by: User | None,
    condition: str = "",
    inputs: Sequence[str] = (),
    keys: Sequence[int] = (),
    note: str = "",
    enabled: bool = True,
    samples: Sequence[str] = (),
) -> Pipeline:
    """A new pipeline, the last in order. Raises Broken, and Conflict when the name is taken."""
    checked(text, condition, name=name)
    _known_keys(organisation, keys)
    of_it = selectors.pipelines_of(organisation)
    if of_it.count() >= MOST_PIPELINES:
        raise BadRequest(f"An organisation has at most {MOST_PIPELINES} pipelines.", hint="join some of them in one")
    last = of_it.aggregate(last=Max("position"))["last"]
    try:
        with transaction.atomic():
            pipeline = Pipeline.objects.create(
                organisation=organisation,
                name=name,
                enabled=enabled,
                samples=list(samples),
                position=0 if last is None else last + 1,
            )
    except IntegrityError as error:
        raise _taken(name) from error
    _version(pipeline, 1, {"text": text, "condition": condition, "inputs": inputs, "keys": keys}, note, by)
    audit.record(by, "made the pipeline", pipeline, organisation=organisation, version=1)
    gateway.publish_later()
    return pipeline


@transaction.atomic
def change(
    pipeline: Pipeline, *, by: User | None, note: str = "", based_on: int | None = None, **wish: Any
) -> Pipeline:
    """Change what is named. Text, condition, inputs and keys make the next version when they differ. `based_on`: the
    version that was looked at; Conflict when somebody saved another one meanwhile. Raises Broken, and Conflict when
    the name is taken."""
    pipeline = Pipeline.objects.select_for_update().select_related("organisation").get(pk=pipeline.pk)
    if based_on is not None and based_on != selectors.last_number(pipeline):
        raise Conflict(
            f"{pipeline.name} was changed meanwhile: version {selectors.last_number(pipeline)} is there.",
            hint="look at the difference, then save again",
        )
    before = selectors.current_version(pipeline)
    versioned = {field: wish[field] if field in wish else getattr(before, field) for field in VERSIONED}
    changed = any(versioned[field] != getattr(before, field) for field in VERSIONED)
    if changed:
        checked(versioned["text"], versioned["condition"], name=wish.get("name", pipeline.name))
        _known_keys(pipeline.organisation, versioned["keys"])
        pipeline.current = selectors.last_number(pipeline) + 1
        _version(pipeline, pipeline.current, versioned, note, by)
    for field in ("name", "enabled", "samples"):
        if field in wish:
            setattr(pipeline, field, wish[field])
    try:
        with transaction.atomic():
            pipeline.save()
    except IntegrityError as error:
        raise _taken(wish["name"]) from error
    audit.record(
        by, "changed the pipeline", pipeline, organisation=pipeline.organisation,
        version=pipeline.current, fields=sorted(wish),
    )  # fmt: skip
    gateway.publish_later()
    return pipeline


@transaction.atomic
def bring_back(pipeline: Pipeline, number: int, *, by: User | None) -> Pipeline:
    """Run an old version again, as a new one that says which it was. Raises BadRequest when there is none."""
    old = selectors.versions_of(pipeline).filter(number=number).first()
    if old is None:
        raise BadRequest(f"{pipeline.name} has no version {number}.")
    versioned = {field: getattr(old, field) for field in VERSIONED}
    return change(pipeline, by=by, note=f"version {number} brought back", **versioned)


@transaction.atomic
def reorder(organisation: Organisation, ids: Sequence[int], *, by: User | None) -> None:
    """Run them in this order. Raises BadRequest unless each of the organisation's pipelines is named once."""
    known = set(selectors.pipelines_of(organisation).values_list("pk", flat=True))
    if len(ids) != len(known) or set(ids) != known:
        raise BadRequest("The order has to name every pipeline once.", hint="load the list again")
    for position, pk in enumerate(ids):
        Pipeline.objects.filter(pk=pk).update(position=position)
    audit.record(by, "ordered the pipelines", organisation.tenant, organisation=organisation, order=list(ids))
    gateway.publish_later()


@transaction.atomic
def remove(pipeline: Pipeline, *, by: User | None) -> None:
    """Away with it and its versions. What it made stays as it is."""
    audit.record(by, "removed the pipeline", pipeline, organisation=pipeline.organisation, id=pipeline.pk)
    organisation, position = pipeline.organisation, pipeline.position
    pipeline.delete()
    selectors.pipelines_of(organisation).filter(position__gt=position).update(position=F("position") - 1)
    gateway.publish_later()


def _version(
    pipeline: Pipeline, number: int, versioned: Mapping[str, Any], note: str, by: User | None
) -> PipelineVersion:
    made = dict(versioned) | {"inputs": list(versioned["inputs"]), "keys": list(versioned["keys"])}
    return PipelineVersion.objects.create(pipeline=pipeline, number=number, note=note, created_by=by, **made)


def _known_keys(organisation: Organisation, keys: Sequence[int]) -> None:
    known = set(ApiKey.objects.filter(organisation=organisation, pk__in=keys).values_list("pk", flat=True))
    unknown = sorted(set(keys) - known)
    if unknown:
        raise BadRequest(f"There is no API key {unknown[0]} here.", hint="choose from the organisation's keys")


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a pipeline named {name} already.", hint="choose another name")
