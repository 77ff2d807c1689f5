"""Addresses of the dashboards app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
