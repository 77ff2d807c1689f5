from django.urls import path

from elkvision.server.apps.uploads.api import views

urlpatterns = [
    path("uploads/", views.Uploads.as_view(), name="uploads"),
    path("uploads/<uuid:id>/", views.OneUpload.as_view(), name="upload"),
    path("uploads/<uuid:id>/cancel/", views.Cancel.as_view(), name="upload-cancel"),
]
