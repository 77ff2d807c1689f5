from django.urls import path

from elkvision.server.apps.health import views

urlpatterns = [
    path("live", views.live),
    path("ready", views.ready),
    path("health", views.health),
    path("metrics", views.prometheus),
]
