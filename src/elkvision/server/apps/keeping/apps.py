from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "elkvision.server.apps.keeping"
    label = "keeping"
