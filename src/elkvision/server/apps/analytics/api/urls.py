"""Addresses of the analytics app."""

from django.urls import path

from elkvision.server.apps.analytics.api import clustering, views

urlpatterns = [
    path("analytics/overview/", views.OverviewView.as_view()),
    path("analytics/compare/", views.CompareView.as_view()),
    path("analytics/anomalies/", views.AnomaliesView.as_view()),
    path("analytics/patterns/", clustering.PatternsView.as_view()),
    path("analytics/settings/", views.SettingsView.as_view()),
]
