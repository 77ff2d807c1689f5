from django.urls import path

from elkvision.server.apps.pipelines.api import reparses, views

urlpatterns = [
    path("pipelines/", views.Pipelines.as_view(), name="pipelines"),
    path("pipelines/order/", views.Order.as_view(), name="pipelines-order"),
    path("pipelines/check/", views.Check.as_view(), name="pipelines-check"),
    path("pipelines/try/", views.Try.as_view(), name="pipelines-try"),
    path("pipelines/grok/", views.Look.as_view(), name="pipelines-grok"),
    path("pipelines/suggest/", views.Suggest.as_view(), name="pipelines-suggest"),
    path("pipelines/reference/", views.Reference.as_view(), name="pipelines-reference"),
    path("pipelines/<int:id>/", views.OnePipeline.as_view(), name="pipeline"),
    path("pipelines/<int:id>/versions/", views.Versions.as_view(), name="pipeline-versions"),
    path("pipelines/<int:id>/bring-back/", views.BringBack.as_view(), name="pipeline-bring-back"),
    path("reparses/", reparses.Reparses.as_view(), name="reparses"),
    path("reparses/<uuid:id>/", reparses.OneReparse.as_view(), name="reparse"),
    path("reparses/<uuid:id>/apply/", reparses.Apply.as_view(), name="reparse-apply"),
    path("reparses/<uuid:id>/undo/", reparses.Undo.as_view(), name="reparse-undo"),
    path("reparses/<uuid:id>/cancel/", reparses.Cancel.as_view(), name="reparse-cancel"),
]
