"""The pages of reports."""

from django.urls import path

from works.web import report_views

urlpatterns = [
    path("report/", report_views.ReportView.as_view(), name="report"),
    path("report.md", report_views.MarkdownView.as_view(), name="report-markdown"),
    path("report.csv", report_views.CsvView.as_view(), name="report-csv"),
    path("report.svg", report_views.PictureView.as_view(), name="report-picture"),
    path("report/copies/", report_views.CopiesView.as_view(), name="report-copies"),
    path("report/copies/<int:pk>/", report_views.CopyView.as_view(), name="report-copy"),
    path("report/copies/<int:pk>.md", report_views.CopyMarkdownView.as_view(), name="report-copy-markdown"),
    path("report/copies/<int:pk>.svg", report_views.CopyPictureView.as_view(), name="report-copy-picture"),
    path("report/copies/<int:pk>/delete/", report_views.DeleteCopyView.as_view(), name="report-copy-delete"),
]
