from django.urls import path

from elkvision.server.apps.logs.api.views import aggregating, asking, changing, dead_letters, exporting, keeping

urlpatterns = [
    path("logs/", changing.Ingest.as_view()),
    path("logs/search/", asking.Search.as_view()),
    path("logs/count/", asking.Count.as_view()),
    path("logs/histogram/", asking.HistogramView.as_view()),
    path("logs/aggregate/", aggregating.Aggregate.as_view()),
    path("logs/fields/", asking.Fields.as_view()),
    path("logs/values/", asking.Values.as_view()),
    path("logs/field-statistics/", asking.FieldStatistics.as_view()),
    path("logs/validate/", asking.Validate.as_view()),
    path("logs/export/", exporting.ExportView.as_view()),
    path("logs/statistics/", asking.StatisticsView.as_view()),
    path("logs/usage/", asking.UsageView.as_view()),
    path("logs/delete/", changing.Delete.as_view()),
    path("logs/retention/", keeping.Retention.as_view()),
    path("logs/retention/preview/", keeping.RetentionPreview.as_view()),
    path("logs/<str:id>/", asking.One.as_view()),
    path("logs/<str:id>/context/", asking.ContextView.as_view()),
    path("dead-letters/", dead_letters.DeadLetters.as_view()),
]
