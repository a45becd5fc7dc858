"""The pages of works."""

from django.urls import include, path

from works.web import actions, detail_views, filing, quick, views, welcome

urlpatterns = [
    path("today/", views.TodayView.as_view(), name="today"),
    path("quick/", quick.QuickView.as_view(), name="quick"),
    path("quick/parse/", quick.ParseView.as_view(), name="quick-parse"),
    path("quick/paths/", quick.PathsView.as_view(), name="quick-paths"),
    path("", include("works.web.report_urls")),
    path("", include("works.web.recurring_urls")),
    path("go/", views.GoView.as_view(), name="go"),
    path("welcome/", welcome.WelcomeView.as_view(), name="welcome"),
    path("welcome/year/", welcome.YearView.as_view(), name="welcome-year"),
    path("welcome/example/", welcome.ExampleView.as_view(), name="welcome-example"),
    path("works/<int:pk>/", detail_views.WorkView.as_view(), name="work"),
    path("works/<int:pk>/edit/", detail_views.EditView.as_view(), name="work-edit"),
    path("works/<int:pk>/checklist/<int:line>/", detail_views.CheckView.as_view(), name="work-check"),
    path("works/<int:pk>/actions/", views.ActionsView.as_view(), name="work-actions"),
    path("works/<int:pk>/labels/", actions.LabelsView.as_view(), name="work-labels"),
    path("works/<int:pk>/finish/", actions.FinishView.as_view(), name="work-finish"),
    path("works/<int:pk>/reopen/", actions.ReopenView.as_view(), name="work-reopen"),
    path("works/<int:pk>/status/", actions.StatusView.as_view(), name="work-status"),
    path("works/<int:pk>/priority/", actions.PriorityView.as_view(), name="work-priority"),
    path("works/<int:pk>/when/", actions.WhenView.as_view(), name="work-when"),
    path("works/<int:pk>/file/", filing.FileView.as_view(), name="work-file"),
    path("works/<int:pk>/delete/", actions.DeleteView.as_view(), name="work-delete"),
]
