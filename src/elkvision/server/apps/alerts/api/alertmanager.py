"""Doors for a Prometheus Alertmanager: it tells us what it knows, and whoever speaks its API reads what fires here."""

import hashlib
import re
from datetime import timedelta
from typing import Any, ClassVar, cast

import re2
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.alerting.quiet import Matcher
from elkvision.core.errors import BadRequest
from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.alerts import links, selectors
from elkvision.server.apps.alerts.models import Incident
from elkvision.server.apps.alerts.services import alertmanager
from elkvision.server.apps.alerts.watching.quiet import quiet_now
from elkvision.server.apps.notifications.kinds.alertmanager import name_of

_MOST = 1000
_MATCHER = re.compile(r'\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*\Z', re.DOTALL)
_FILTER = OpenApiParameter(
    "filter", str, many=True, description='a matcher, such as `severity="critical"`; all must fit'
)


class ToldIn(serializers.Serializer):
    """One alert of Alertmanager's webhook."""

    status = serializers.ChoiceField(choices=("firing", "resolved"))
    labels = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=2000), default=dict)
    annotations = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=10_000), default=dict)
    startsAt = serializers.DateTimeField()
    generatorURL = serializers.CharField(allow_blank=True, default="", max_length=2000)
    fingerprint = serializers.CharField(max_length=64)


class WebhookIn(serializers.Serializer):
    """Alertmanager's webhook, version 4. What is not named here is not needed."""

    version = serializers.ChoiceField(choices=("4",))
    alerts = serializers.ListField(child=ToldIn(), max_length=_MOST)


class WebhookOut(serializers.Serializer):
    told = serializers.IntegerField(help_text="notifications that were made; none for what was told before")


class AsAlertmanagerIn(serializers.Serializer):
    active = serializers.BooleanField(default=True)
    silenced = serializers.BooleanField(default=True)


class GettableAlertOut(serializers.Serializer):
    """As `gettableAlert` of Alertmanager's API v2."""

    fingerprint = serializers.CharField()
    labels = serializers.DictField(child=serializers.CharField())
    annotations = serializers.DictField(child=serializers.CharField())
    startsAt = serializers.DateTimeField()
    endsAt = serializers.DateTimeField()
    updatedAt = serializers.DateTimeField()
    generatorURL = serializers.CharField()
    receivers = serializers.ListField(child=serializers.DictField())
    status = serializers.DictField()


class FromAlertmanager(Door):
    needs: ClassVar[Needs] = {"POST": Right.TELL}

    @extend_schema(operation_id="alertmanager_webhook", request=WebhookIn, responses=WebhookOut)
    def post(self, request: Request) -> Response:
        """Alertmanager's webhook: each alert is told once in the bell when it fires, and once when it is over."""
        wish = self.wish(WebhookIn)
        return Response({"told": alertmanager.told(self.organisation, wish["alerts"])})


class AsAlertmanager(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(
        operation_id="alertmanager_alerts",
        parameters=[AsAlertmanagerIn, _FILTER],
        responses=GettableAlertOut(many=True),
        filters=False,
    )
    def get(self, request: Request) -> Response:
        """What fires, as Alertmanager's `GET /api/v2/alerts` says it: for `amtool`, Grafana and others that read it. Those
        of which nobody is told now are suppressed."""
        asked = self.asked(AsAlertmanagerIn)
        wanted = [_matcher(each) for each in request.query_params.getlist("filter")]
        firing = list(selectors.in_state(selectors.alerts_of(self.organisation), "open", timezone.now())[:_MOST])
        quiet = quiet_now(self.organisation.pk, firing, timezone.now())
        shown = [_shown(each, self.tenant, quiet.why(each)) for each in firing]
        states = {"active": asked["active"], "suppressed": asked["silenced"]}
        chosen = (each for each in shown if states[each["status"]["state"]])
        return Response([each for each in chosen if all(matcher.matches(each["labels"]) for matcher in wanted)])


def _matcher(text: str) -> Matcher:
    found = _MATCHER.match(text)
    try:
        if found is None:
            raise BadRequest(f"{text[:80]!r} is no matcher.", hint='write it as severity="critical"')
        label, op, value = found.groups()
        matcher = Matcher(label, cast(Any, op), value)
        matcher.matches({})
    except re2.error as error:
        raise BadRequest(f"The expression in {text[:80]!r} cannot be read: {error}.") from error
    return matcher


def _shown(alert: Incident, tenant: str, why_quiet: str) -> dict[str, Any]:
    labels = {name_of(name): str(value) for name, value in alert.labels.items() if value}
    labels |= {"alertname": alert.rule_name, "severity": alert.severity, "organisation": tenant}
    text = "\0".join(f"{name}\0{value}" for name, value in sorted(labels.items()))
    annotations = {name_of(name): str(value) for name, value in alert.annotations.items()}
    at = timezone.now()
    return {
        "fingerprint": hashlib.sha256(text.encode()).hexdigest()[:16],
        "labels": labels,
        "annotations": annotations | {"summary": alert.words or alert.rule_name},
        "startsAt": alert.started_at,
        # Alertmanager's own say that an alert is over when it is not repeated: this one is repeated as long as it fires.
        "endsAt": at + timedelta(minutes=5),
        "updatedAt": alert.changed_at,
        "generatorURL": links.absolute(links.alert(alert.pk)),
        "receivers": [{"name": "elkvision"}],
        "status": {
            "state": "suppressed" if why_quiet else "active",
            "silencedBy": [why_quiet] if why_quiet else [],
            "inhibitedBy": [],
        },
    }
