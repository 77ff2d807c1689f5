from django.urls import path

from elkvision.server.apps.pipelines.api import views

urlpatterns = [
    path("pipelines/", views.Pipelines.as_view(), name="pipelines"),
    path("pipelines/order/", views.Order.as_view(), name="pipelines-order"),
    path("pipelines/check/", views.Check.as_view(), name="pipelines-check"),
    path("pipelines/try/", views.Try.as_view(), name="pipelines-try"),
    path("pipelines/reference/", views.Reference.as_view(), name="pipelines-reference"),
    path("pipelines/<int:id>/", views.OnePipeline.as_view(), name="pipeline"),
    path("pipelines/<int:id>/versions/", views.Versions.as_view(), name="pipeline-versions"),
    path("pipelines/<int:id>/bring-back/", views.BringBack.as_view(), name="pipeline-bring-back"),
]
