from django.urls import path

from elkvision.server.apps.health.api.views import SystemHealth

urlpatterns = [path("system/health/", SystemHealth.as_view())]
