"""The model of calendar feeds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from categories.models import Category
from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete
from wheelbarrow.core.db.secret_holder import SecretHolder
from works.choices import FeedComponent
from works.models.label import Label, LabelLink
from works.querysets import FeedQuerySet


class Feed(SecretHolder):
    """A link by which a calendar program reads works without a log-in; wheelbarrow/core/secrets.py makes it.

    The link is not stored, and a feed is not edited: another choice is another link. Purging the category that it is
    limited to removes the feed; with that category in the trash the link answers 404.
    """

    component = models.CharField(
        _("entries"),
        max_length=5,
        choices=FeedComponent,
        default=FeedComponent.EVENT,
        help_text=_("What works become."),
    )
    under = LiveForeignKey(
        Category,
        null=True,
        blank=True,
        on_soft_delete=OnSoftDelete.HIDE,
        db_index=False,
        related_name="+",
        verbose_name=_("branch"),
        help_text=_("The feed has only what is in it; empty is everything."),
    )
    my_job = models.BooleanField(_("my job"), null=True, blank=True, help_text=_("Empty: all works."))
    with_closed = models.BooleanField(
        _("finished works too"), default=True, help_text=_("Off: works leave the feed when they are finished.")
    )
    labels = models.ManyToManyField(Label, through="works.FeedLabel", blank=True, verbose_name=_("labels"))

    # Annotated by FeedQuerySet.with_choices(): those that are live, and whether there are any, live or not.
    label_ids: list[int]
    is_labelled: bool

    objects = models.Manager.from_queryset(FeedQuerySet)()

    class Meta(SecretHolder.Meta):
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        default_related_name = "feeds"
        constraints = [
            *SecretHolder.Meta.constraints,
            CompositeForeignKey(fields=["user", "under"], name="feed_under_fk"),
            models.CheckConstraint(condition=Q(component__in=FeedComponent.values), name="feed_component_check"),
        ]
        indexes = [
            models.Index(fields=["under"], condition=Q(under__isnull=False), name="feed_under_idx"),
        ]


class FeedLabel(LabelLink):
    """A label of which a work must have one to be in the feed."""

    feed = models.ForeignKey(
        Feed,
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("calendar feed"),
    )

    class Meta(LabelLink.Meta):
        verbose_name = _("label of a calendar feed")
        verbose_name_plural = _("labels of calendar feeds")
        constraints = [
            *LabelLink.Meta.constraints,
            CompositeForeignKey(fields=["user", "feed"], name="feedlabel_feed_fk"),
            models.UniqueConstraint(fields=["feed", "label"], name="feedlabel_uniq"),
        ]
        indexes = [models.Index(fields=["label", "feed"], name="feedlabel_label_idx")]
