from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "elkvision.server.apps.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elkvision.server.apps.accounts.services import quotas
        from elkvision.server.apps.alerts.models import Rule

        quotas.count_too("alert_rules", lambda organisation: Rule.objects.filter(organisation=organisation).count())
