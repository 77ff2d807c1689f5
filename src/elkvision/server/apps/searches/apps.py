from django.apps import AppConfig


class SearchesConfig(AppConfig):
    name = "elkvision.server.apps.searches"
    label = "searches"
    default_auto_field = "django.db.models.BigAutoField"
