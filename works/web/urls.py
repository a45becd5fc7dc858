"""The pages of works."""

from django.urls import path

from works.web import actions, branches, bulk, filing, inbox, labels, projects, views, welcome

urlpatterns = [
    path("today/", views.TodayView.as_view(), name="today"),
    path("inbox/", inbox.InboxView.as_view(), name="inbox"),
    path("projects/<int:pk>/", projects.ProjectView.as_view(), name="project"),
    path("projects/<int:pk>/works/", projects.AddWorkView.as_view(), name="project-add-work"),
    path("projects/<int:pk>/pause/", branches.PauseView.as_view(), name="project-pause"),
    path("projects/<int:pk>/resume/", branches.ResumeView.as_view(), name="project-resume"),
    path("projects/<int:pk>/roll-over/", branches.RollOverView.as_view(), name="project-roll-over"),
    path("labels/", labels.LabelsView.as_view(), name="labels"),
    path("labels/<int:pk>/", labels.LabelView.as_view(), name="label"),
    path("labels/<int:pk>/edit/", labels.EditLabelView.as_view(), name="label-edit"),
    path("labels/<int:pk>/place/", labels.PlaceLabelView.as_view(), name="label-place"),
    path("labels/<int:pk>/delete/", labels.DeleteLabelView.as_view(), name="label-delete"),
    path("go/", views.GoView.as_view(), name="go"),
    path("welcome/", welcome.WelcomeView.as_view(), name="welcome"),
    path("welcome/year/", welcome.YearView.as_view(), name="welcome-year"),
    path("welcome/example/", welcome.ExampleView.as_view(), name="welcome-example"),
    path("works/bulk/", bulk.BulkView.as_view(), name="works-bulk"),
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
