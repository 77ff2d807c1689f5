"""Addresses of the searches app."""

from django.urls import path

from elkvision.server.apps.searches.api import views

urlpatterns = [
    path("searches/", views.Searches.as_view(), name="searches"),
    path("searches/history/", views.History.as_view(), name="search-history"),
    path("searches/<uuid:id>/", views.OneSearch.as_view(), name="search"),
    path("searches/<uuid:id>/favourite/", views.Favourite.as_view(), name="search-favourite"),
    path("searches/<uuid:id>/run/", views.Run.as_view(), name="search-run"),
]
