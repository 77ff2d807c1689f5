from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "elkvision.server.apps.uploads"
    label = "uploads"
    default_auto_field = "django.db.models.BigAutoField"
