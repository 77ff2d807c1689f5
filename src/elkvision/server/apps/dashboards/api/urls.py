"""Addresses of the dashboards app."""

from django.urls import path

from elkvision.server.apps.dashboards.api import exchange, files, panels, reports, sharing, views

urlpatterns = [
    path("panels/data/", panels.PanelData.as_view(), name="panels-data"),
    path("dashboards/", views.Dashboards.as_view(), name="dashboards"),
    path("dashboards/order/", views.Order.as_view(), name="dashboards-order"),
    path("dashboards/import/", exchange.Import.as_view(), name="dashboard-import"),
    path("dashboards/templates/", exchange.Templates.as_view(), name="dashboard-templates"),
    path("dashboards/templates/<str:key>/", exchange.Template.as_view(), name="dashboard-template"),
    path("dashboards/<int:id>/", views.OneDashboard.as_view(), name="dashboard"),
    path("dashboards/<int:id>/duplicate/", views.Duplicate.as_view(), name="dashboard-duplicate"),
    path("dashboards/<int:id>/versions/", views.Versions.as_view(), name="dashboard-versions"),
    path("dashboards/<int:id>/versions/<int:number>/", views.OneVersion.as_view(), name="dashboard-version"),
    path("dashboards/<int:id>/restore/", views.Restore.as_view(), name="dashboard-restore"),
    path("dashboards/<int:id>/favourite/", views.Favourite.as_view(), name="dashboard-favourite"),
    path("dashboards/<int:id>/export/", exchange.Export.as_view(), name="dashboard-export"),
    path("dashboards/<int:id>/pdf/", files.Pdf.as_view(), name="dashboard-pdf"),
    path("dashboards/<int:id>/png/", files.Png.as_view(), name="dashboard-png"),
    path("dashboards/<int:id>/reports/", reports.Reports.as_view(), name="dashboard-reports"),
    path("dashboards/<int:id>/reports/<uuid:report>/", reports.OneReport.as_view(), name="dashboard-report"),
    path("dashboards/<int:id>/reports/<uuid:report>/send/", reports.SendReport.as_view(), name="dashboard-report-send"),
    path("dashboards/<int:id>/shares/", sharing.Shares.as_view(), name="dashboard-shares"),
    path("dashboards/<int:id>/shares/<uuid:share>/", sharing.OneShare.as_view(), name="dashboard-share"),
    path("shared/<str:token>/", sharing.Shown.as_view(), name="shared"),
    path("shared/<str:token>/data/", sharing.ShownNumbers.as_view(), name="shared-data"),
]
