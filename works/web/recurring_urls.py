"""The pages of recurring works, and the choice of a project in forms."""

from django.urls import path

from categories.web import category_choice
from works.web import recurring_actions, recurring_views

urlpatterns = [
    path("projects/choices/", category_choice.CategoryChoicesView.as_view(), name="category-choices"),
    path("recurring/", recurring_views.RulesView.as_view(), name="rules"),
    path("recurring/new/", recurring_views.NewRuleView.as_view(), name="rule-new"),
    path("recurring/preview/", recurring_views.PreviewView.as_view(), name="rule-preview"),
    path("recurring/<int:pk>/", recurring_views.RuleView.as_view(), name="rule"),
    path("recurring/<int:pk>/edit/", recurring_views.EditRuleView.as_view(), name="rule-edit"),
    path("recurring/<int:pk>/pause/", recurring_actions.PauseView.as_view(), name="rule-pause"),
    path("recurring/<int:pk>/resume/", recurring_actions.ResumeView.as_view(), name="rule-resume"),
    path("recurring/<int:pk>/skip/", recurring_actions.SkipView.as_view(), name="rule-skip"),
    path("recurring/<int:pk>/end/", recurring_actions.EndView.as_view(), name="rule-end"),
    path("recurring/<int:pk>/run/", recurring_actions.RunView.as_view(), name="rule-run"),
    path("recurring/<int:pk>/delete/", recurring_actions.DeleteRuleView.as_view(), name="rule-delete"),
]
