"""Addresses of the alerts app."""

from django.urls import URLPattern, path

from elkvision.server.apps.alerts.api import alertmanager, alerts, routing, rules

urlpatterns: list[URLPattern] = [
    path("alertmanager/", alertmanager.FromAlertmanager.as_view(), name="alertmanager"),
    # As Alertmanager calls it below its own address.
    path("alertmanager/api/v2/alerts", alertmanager.AsAlertmanager.as_view(), name="alertmanager-alerts"),
    path("alerts/", alerts.Alerts.as_view(), name="alerts"),
    path("alerts/statistics/", alerts.Statistics.as_view(), name="alerts-statistics"),
    path("alerts/rules/", rules.Rules.as_view(), name="alert-rules"),
    path("alerts/rules/preview/", rules.RulePreview.as_view(), name="alert-rule-preview"),
    path("alerts/rules/export/", rules.RulesExport.as_view(), name="alert-rules-export"),
    path("alerts/rules/import/", rules.RulesImport.as_view(), name="alert-rules-import"),
    path("alerts/rules/test/", rules.RulesTest.as_view(), name="alert-rules-test"),
    path("alerts/rules/<int:id>/", rules.OneRule.as_view(), name="alert-rule"),
    path("alerts/rules/<int:id>/versions/", rules.RuleVersions.as_view(), name="alert-rule-versions"),
    path("alerts/rules/<int:id>/bring-back/", rules.RuleBringBack.as_view(), name="alert-rule-bring-back"),
    path("alerts/rules/<int:id>/history/", rules.RuleHistory.as_view(), name="alert-rule-history"),
    path("alerts/silences/", routing.Silences.as_view(), name="alert-silences"),
    path("alerts/silences/<int:id>/", routing.OneSilence.as_view(), name="alert-silence"),
    path("alerts/policies/", routing.Policies.as_view(), name="alert-policies"),
    path("alerts/policies/order/", routing.PolicyOrder.as_view(), name="alert-policies-order"),
    path("alerts/policies/<int:id>/", routing.OnePolicy.as_view(), name="alert-policy"),
    path("alerts/<int:id>/", alerts.OneAlert.as_view(), name="alert"),
    path("alerts/<int:id>/acknowledge/", alerts.Acknowledge.as_view(), name="alert-acknowledge"),
    path("alerts/<int:id>/assign/", alerts.Assign.as_view(), name="alert-assign"),
    path("alerts/<int:id>/comment/", alerts.Comment.as_view(), name="alert-comment"),
    path("alerts/<int:id>/resolve/", alerts.Resolve.as_view(), name="alert-resolve"),
    path("alerts/<int:id>/snooze/", alerts.Snooze.as_view(), name="alert-snooze"),
]
