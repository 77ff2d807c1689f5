"""Addresses of the searches app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
