from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "elkvision.server.apps.dashboards"
    label = "dashboards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elkvision.server.apps.accounts.services import quotas
        from elkvision.server.apps.dashboards.models import Dashboard

        quotas.count_too("dashboards", lambda organisation: Dashboard.objects.filter(organisation=organisation).count())
