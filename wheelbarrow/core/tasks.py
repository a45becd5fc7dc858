"""Django's tasks: a part of Django from 6.0 on, before that the package django-tasks."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING or find_spec("django.tasks"):
    from django.tasks import task
else:
    from django_tasks import task

__all__ = ["task"]
