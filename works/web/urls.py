"""The pages of works."""

from django.urls import path

from works.web import actions, board, calendar, saved, searching, upcoming, views, welcome

urlpatterns = [
    path("today/", views.TodayView.as_view(), name="today"),
    path("go/", views.GoView.as_view(), name="go"),
    path("welcome/", welcome.WelcomeView.as_view(), name="welcome"),
    path("welcome/year/", welcome.YearView.as_view(), name="welcome-year"),
    path("welcome/example/", welcome.ExampleView.as_view(), name="welcome-example"),
    path("upcoming/", upcoming.UpcomingView.as_view(), name="upcoming"),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("calendar/<str:period>/", calendar.CalendarView.as_view(), name="calendar-period"),
    path("board/", board.BoardView.as_view(), name="board"),
    path("search/", searching.SearchView.as_view(), name="search"),
    path("views/", saved.SaveView.as_view(), name="view-save"),
    path("views/<int:pk>/rename/", saved.RenameView.as_view(), name="view-rename"),
    path("views/<int:pk>/remove/", saved.RemoveView.as_view(), name="view-remove"),
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
