"""For machines that watch us: no tenant's data, no credential."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from elkvision.core.metrics.families import CONTENT_TYPE
from elkvision.core.settings import load
from elkvision.server.apps.health import metrics, selectors


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """The process runs."""
    return JsonResponse({"status": "live"})


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """It can answer questions: the database is there and has its tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
    except DatabaseError as error:
        return JsonResponse({"status": "not ready", "reason": f"The database does not answer: {error}"}, status=503)
    return JsonResponse({"status": "ready"})


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Every part, in one word each and with its reason."""
    found = selectors.parts(load())
    status = selectors.worst(found)
    body = {
        "status": status,
        "parts": [{"name": part.name, "status": part.status, "reason": part.reason} for part in found],
    }
    return JsonResponse(body, status=503 if status == "red" else 200)


@require_safe
def prometheus(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(metrics.page(load()), content_type=CONTENT_TYPE)
