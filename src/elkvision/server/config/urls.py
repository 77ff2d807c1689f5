"""Every address of the server. Pages of the UI are answered before Django is asked (`api/pages.py`)."""

from django.urls import include, path

from elkvision.server.api import docs
from elkvision.server.apps.accounts import internal

urlpatterns = [
    path("api/v1/", include("elkvision.server.apps.accounts.api.urls")),
    path("api/v1/", include("elkvision.server.apps.logs.api.urls")),
    path("api/v1/", include("elkvision.server.apps.notifications.api.urls")),
    path("api/v1/", include("elkvision.server.apps.alerts.api.urls")),
    path("api/v1/", include("elkvision.server.apps.analytics.api.urls")),
    path("api/v1/", include("elkvision.server.apps.dashboards.api.urls")),
    path("api/v1/", include("elkvision.server.apps.pipelines.api.urls")),
    path("api/v1/", include("elkvision.server.apps.searches.api.urls")),
    path("api/v1/", include("elkvision.server.apps.uploads.api.urls")),
    path("api/v1/", include("elkvision.server.apps.health.api.urls")),
    path("api/schema/", docs.Schema.as_view(), name="schema"),
    path("api/docs/", docs.Docs.as_view(), name="docs"),
    path(internal.PATH[1:], internal.gateway_settings),
    path("", include("elkvision.server.apps.health.urls")),
]

handler400 = "elkvision.server.api.errors.bad_request"
handler403 = "elkvision.server.api.errors.forbidden"
handler404 = "elkvision.server.api.errors.not_found"
handler500 = "elkvision.server.api.errors.failed"
