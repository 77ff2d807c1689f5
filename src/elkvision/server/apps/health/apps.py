from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "elkvision.server.apps.health"
    label = "health"
    default_auto_field = "django.db.models.BigAutoField"
