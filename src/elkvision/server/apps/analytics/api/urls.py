"""Addresses of the analytics app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
