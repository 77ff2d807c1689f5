from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "elkvision.server.apps.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elkvision.server.apps.accounts.services import quotas
        from elkvision.server.apps.notifications.services import near_quota

        quotas.tell_by(near_quota.tell_admins)
