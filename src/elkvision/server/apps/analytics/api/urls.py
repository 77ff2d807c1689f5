"""Addresses of the analytics app."""

from django.urls import path

from elkvision.server.apps.analytics.api import views

urlpatterns = [
    path("analytics/overview/", views.OverviewView.as_view()),
    path("analytics/compare/", views.CompareView.as_view()),
    path("analytics/anomalies/", views.AnomaliesView.as_view()),
    path("analytics/settings/", views.SettingsView.as_view()),
]
