from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "elkvision.server.api"
    label = "api"
