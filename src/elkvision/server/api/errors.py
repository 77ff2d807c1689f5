"""One shape for every no: `{"error": {"code", "message", …}}`."""

import math
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from elkvision.core.errors import (
    BadRequest,
    ElkVisionError,
    Overloaded,
    QueryError,
    Refused,
    Unavailable,
    Unsupported,
)
from elkvision.server.apps.accounts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    NotKnown,
    SecondFactorNeeded,
    TooMany,
)

log = structlog.get_logger(__name__)

#: The first that fits is taken, so children stand before their parents.
_OURS: tuple[tuple[type[ElkVisionError], int, str], ...] = (
    (QueryError, 400, "query_error"),
    (BadRequest, 400, "invalid"),
    (NotKnown, 401, "not_authenticated"),
    (SecondFactorNeeded, 403, "two_factor_required"),
    (Forbidden, 403, "forbidden"),
    (NotFound, 404, "not_found"),
    (Conflict, 409, "conflict"),
    (Refused, 413, "refused"),
    (TooMany, 429, "too_many"),
    (Overloaded, 429, "too_many"),
    (Unavailable, 503, "unavailable"),
    (Unsupported, 501, "unsupported"),
)

_THEIRS = {
    400: "invalid",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many",
}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """What DRF answers for an exception of a view; None lets it become a logged 500."""
    if isinstance(error, ElkVisionError):
        return _ours(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, exceptions.APIException):
        return _theirs(error)
    log.error("a request failed", path=context["request"].path, error=repr(error), exc_info=error)
    return Response(body("failed", "Something went wrong on our side; the server's log has it."), status=500)


def body(code: str, message: str, **more: Any) -> dict[str, Any]:
    """The shape itself. What is empty is left out."""
    return {"error": {"code": code, "message": message} | {name: value for name, value in more.items() if value}}


def said(error: ElkVisionError) -> dict[str, Any]:
    """What is inside of the shape, for an answer that is in part a no."""
    _, code = _status(error)
    more = {"hint": error.hint, "column": getattr(error, "column", None), "fields": getattr(error, "fields", None)}
    return dict(body(code, error.message, **more)["error"])


def _status(error: ElkVisionError) -> tuple[int, str]:
    return next(((s, c) for kind, s, c in _OURS if isinstance(error, kind)), (400, "invalid"))


def _ours(error: ElkVisionError) -> Response:
    status, _ = _status(error)
    headers = {}
    if isinstance(error, TooMany | Overloaded):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    elif status == 503:
        headers["Retry-After"] = "5"
    return Response({"error": said(error)}, status=status, headers=headers)


def _theirs(error: exceptions.APIException) -> Response:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    code = _THEIRS.get(error.status_code, "failed")
    if isinstance(error, exceptions.ValidationError):
        fields = _fields(error.detail)
        return Response(body(code, _sentence(fields), fields=fields), status=error.status_code)
    return Response(body(code, str(error.detail)), status=error.status_code, headers=headers)


def _fields(detail: Any, name: str = "") -> dict[str, list[str]]:
    """Validation's nested answer as dotted names."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            found |= _fields(value, f"{name}.{key}" if name else str(key))
        return found
    if isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        return _fields({str(place): each for place, each in enumerate(detail) if each}, name)
    texts = detail if isinstance(detail, list) else [detail]
    return {name or "non_field_errors": [str(text) for text in texts]}


def _sentence(fields: dict[str, list[str]]) -> str:
    name, texts = next(iter(fields.items()), ("", ["What was sent cannot be used."]))
    return texts[0] if name == "non_field_errors" else f"{name}: {texts[0]}"


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    return JsonResponse(body("forbidden", f"The request's CSRF token is wrong: {reason}"), status=403)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # it may quote what was sent; `ALLOWED_HOSTS` is the usual reason and is worth a hint
    hint = f"this server answers to {', '.join(settings.ALLOWED_HOSTS)}; ELKVISION_ALLOWED_HOSTS adds more"
    return JsonResponse(body("invalid", "The request cannot be understood.", hint=hint), status=400)


def forbidden(_request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # Django names the argument
    return JsonResponse(body("forbidden", "This is not allowed."), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return JsonResponse(body("not_found", f"There is nothing at {request.path}."), status=404)


def failed(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(body("failed", "Something went wrong on our side; the server's log has it."), status=500)
