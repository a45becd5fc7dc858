"""The model of calendar feeds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from categories.models import Category
from wheelbarrow.core.db.constraints import CompositeForeignKey
from wheelbarrow.core.db.fields import LiveForeignKey, OnSoftDelete
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.db.texts import LineField
from works.choices import FeedComponent
from works.models.label import Label, LabelLink
from works.querysets import FeedQuerySet

LONGEST_NAME = 60


class Feed(Owned):
    """A link by which a calendar program reads works without a log-in; wheelbarrow/core/secrets.py makes it.

    The link is not stored, and a feed is not edited: another choice is another link. Purging the category that it is
    limited to removes the feed; with that category in the trash the link answers 404.
    """

    name = LineField(_("name"), max_length=LONGEST_NAME)
    prefix = models.CharField(_("prefix"), max_length=8, unique=True, help_text=_("The public part of the secret."))
    digest = models.CharField(_("digest"), max_length=64, editable=False, help_text=_("SHA-256 of the secret part."))
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
    my_job = models.BooleanField(_("my job"), null=True, blank=True, help_text=_("Empty: whosever job it is."))
    with_closed = models.BooleanField(
        _("finished works too"), default=True, help_text=_("Off: works leave the feed when they are finished.")
    )
    created_at = models.DateTimeField(_("created at"))
    last_used_at = models.DateTimeField(
        _("last used at"), null=True, blank=True, help_text=_("Stored once an hour at most.")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    labels = models.ManyToManyField(Label, through="works.FeedLabel", blank=True, verbose_name=_("labels"))

    # Annotated by FeedQuerySet.with_choices(): those that are live, and whether there are any, live or not.
    label_ids: list[int]
    is_labelled: bool
    # Annotated by the same: None where the branch is in the trash.
    branch_path: str | None

    objects = models.Manager.from_queryset(FeedQuerySet)()

    class Meta(Owned.Meta):
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        default_related_name = "feeds"
        constraints = [
            *Owned.Meta.constraints,
            CompositeForeignKey(fields=["user", "under"], name="feed_under_fk"),
            models.CheckConstraint(condition=Q(component__in=FeedComponent.values), name="feed_component_check"),
        ]
        indexes = [
            models.Index(fields=["under"], condition=Q(under__isnull=False), name="feed_under_idx"),
        ]

    def __str__(self) -> str:
        return self.name


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
