from django.apps import AppConfig


class PipelinesConfig(AppConfig):
    name = "elkvision.server.apps.pipelines"
    label = "pipelines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elkvision.server.apps.accounts import gateway
        from elkvision.server.apps.pipelines import selectors

        gateway.publish_too("pipelines", selectors.published)
