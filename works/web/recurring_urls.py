"""The pages of recurring works."""

from django.urls import path

from works.web import category_choice

urlpatterns = [
    path("choices/projects/", category_choice.CategoryChoicesView.as_view(), name="category-choices"),
]
