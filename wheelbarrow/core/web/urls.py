"""The pages of the change log and of the trash."""

from django.urls import path

from wheelbarrow.core.web import history, trash

urlpatterns = [
    path("history/", history.HistoryView.as_view(), name="history"),
    path("history/undo/", history.UndoLastView.as_view(), name="undo-last"),
    path("history/<int:pk>/undo/", history.UndoView.as_view(), name="undo"),
    path("trash/", trash.TrashView.as_view(), name="trash"),
    path("trash/empty/", trash.EmptyView.as_view(), name="trash-empty"),
    path("trash/<int:pk>/", trash.ContentsView.as_view(), name="trash-contents"),
    path("trash/<int:pk>/restore/", trash.RestoreView.as_view(), name="trash-restore"),
    path("trash/<int:pk>/purge/", trash.PurgeView.as_view(), name="trash-purge"),
]
