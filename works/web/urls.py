"""The pages of works."""

from django.urls import path

from works.web import actions, category_choice, report_views, views

urlpatterns = [
    path("today/", views.TodayView.as_view(), name="today"),
    path("choices/projects/", category_choice.CategoryChoicesView.as_view(), name="category-choices"),
    path("report/", report_views.ReportView.as_view(), name="report"),
    path("report.md", report_views.MarkdownView.as_view(), name="report-markdown"),
    path("report.csv", report_views.CsvView.as_view(), name="report-csv"),
    path("report.svg", report_views.PictureView.as_view(), name="report-picture"),
    path("report/copies/", report_views.CopiesView.as_view(), name="report-copies"),
    path("report/copies/<int:pk>/", report_views.CopyView.as_view(), name="report-copy"),
    path("report/copies/<int:pk>.md", report_views.CopyMarkdownView.as_view(), name="report-copy-markdown"),
    path("report/copies/<int:pk>.svg", report_views.CopyPictureView.as_view(), name="report-copy-picture"),
    path("report/copies/<int:pk>/delete/", report_views.DeleteCopyView.as_view(), name="report-copy-delete"),
    path("go/", views.GoView.as_view(), name="go"),
    path("works/<int:pk>/actions/", views.ActionsView.as_view(), name="work-actions"),
    path("works/<int:pk>/labels/", actions.LabelsView.as_view(), name="work-labels"),
    path("works/<int:pk>/finish/", actions.FinishView.as_view(), name="work-finish"),
    path("works/<int:pk>/reopen/", actions.ReopenView.as_view(), name="work-reopen"),
    path("works/<int:pk>/status/", actions.StatusView.as_view(), name="work-status"),
    path("works/<int:pk>/priority/", actions.PriorityView.as_view(), name="work-priority"),
    path("works/<int:pk>/when/", actions.WhenView.as_view(), name="work-when"),
    path("works/<int:pk>/file/", actions.FileView.as_view(), name="work-file"),
    path("works/<int:pk>/delete/", actions.DeleteView.as_view(), name="work-delete"),
]
