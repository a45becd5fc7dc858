"""The pages of the change log."""

from django.urls import path

from wheelbarrow.core.web import history

urlpatterns = [
    path("history/undo/", history.UndoLastView.as_view(), name="undo-last"),
    path("history/<int:pk>/undo/", history.UndoView.as_view(), name="undo"),
]
