"""The gateway's settings for gateways on other machines. For who shows the internal key, and nobody else."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from elkvision.core.internal import is_shown
from elkvision.core.settings import load
from elkvision.server.api.probed import FOR_GATEWAYS
from elkvision.server.apps.accounts import gateway

#: Where it is answered, whatever name the web is called by.
PATH: Final = FOR_GATEWAYS


@require_safe
def gateway_settings(request: HttpRequest) -> HttpResponse:
    """As `gateway.json` has them. The version is the ETag: who has it already is told so, at the price of one row."""
    if not is_shown(request.headers.get("Authorization", ""), load().internal_key):
        error = {"code": "not_authenticated", "message": "This is for gateways, which show the internal key."}
        return JsonResponse({"error": error}, status=401, headers={"WWW-Authenticate": 'Bearer realm="parts"'})
    version = gateway.version()
    headers = {"ETag": f'"{version}"', "Cache-Control": "no-store"}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(gateway.content(version), content_type="application/json", headers=headers)
