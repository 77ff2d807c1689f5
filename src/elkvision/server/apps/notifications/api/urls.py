"""Addresses of the notifications app."""

from django.urls import path

from elkvision.server.apps.notifications.api import channels, views

urlpatterns = [
    path("notifications/", views.Notifications.as_view()),
    path("notifications/read/", views.Read.as_view()),
    path("notifications/preferences/", views.Preferences.as_view()),
    path("notifications/channels/", channels.Channels.as_view()),
    path("notifications/channels/kinds/", channels.Kinds.as_view()),
    path("notifications/channels/<int:id>/", channels.OneChannel.as_view()),
    path("notifications/channels/<int:id>/test/", channels.Test.as_view()),
    path("notifications/deliveries/", channels.Deliveries.as_view()),
    path("notifications/deliveries/<int:id>/retry/", channels.Retry.as_view()),
]
