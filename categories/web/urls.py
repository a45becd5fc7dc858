"""The pages of categories. Those that show works are in works/web/."""

from django.urls import path

from categories.web import tokens, views

urlpatterns = [
    path("settings/tokens/", tokens.TokensView.as_view(), name="settings-tokens"),
    path("settings/tokens/<int:pk>/revoke/", tokens.RevokeTokenView.as_view(), name="settings-token-revoke"),
    path("projects/", views.ProjectsView.as_view(), name="projects"),
    path("projects/add/", views.AddView.as_view(), name="project-add"),
    path("projects/<int:pk>/actions/", views.ActionsView.as_view(), name="project-actions"),
    path("projects/<int:pk>/rename/", views.RenameView.as_view(), name="project-rename"),
    path("projects/<int:pk>/edit/", views.EditView.as_view(), name="project-edit"),
    path("projects/<int:pk>/move/", views.MoveView.as_view(), name="project-move"),
    path("projects/<int:pk>/place/", views.PlaceView.as_view(), name="project-place"),
    path("projects/<int:pk>/delete/", views.DeleteView.as_view(), name="project-delete"),
]
