"""The endpoints of calendar feeds."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from wheelbarrow.core.api.schema import refusals
from wheelbarrow.core.api.viewsets import StrictViewSet
from wheelbarrow.core.links import address_of
from works.api.feed_serializers import CreatedFeedSerializer, FeedSerializer, NewFeedSerializer
from works.models import Feed
from works.services import feeds
from works.services.lookup import UnknownLabel

# The answer has a secret.
NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class FeedViewSet(StrictViewSet):
    """Calendar feeds: links by which a calendar program reads your works without a log-in."""

    queryset = Feed.objects.newest_first()
    serializer_class = FeedSerializer
    body_serializers = {"create": NewFeedSerializer}
    pagination_class = None
    lookup_value_regex = "[0-9]{1,19}"
    form_titles = {"destroy": _("Revoke")}
    about = _("Links by which a calendar program reads your works without a log-in.")

    def get_object(self) -> Feed:
        """Return the feed. Raises FeedNotFound."""
        return feeds.find_feed(self.user, int(self.kwargs["pk"]))

    @extend_schema(operation_id="list_feeds", summary="List the calendar feeds that are not revoked", filters=False)
    def list(self, request: Request) -> Response:
        return Response(FeedSerializer(feeds.feeds_of(self.user), many=True).data)

    @extend_schema(
        operation_id="create_feed",
        summary="Create a calendar feed; the answer shows its link once",
        request=NewFeedSerializer,
        responses={201: CreatedFeedSerializer},
    )
    @refusals(feeds.UnknownFeedBranch, UnknownLabel, feeds.TooManyFeeds)
    def create(self, request: Request) -> Response:
        created = feeds.create_feed(user=self.user, at=timezone.now(), **self.body())
        url = address_of(self.request, reverse("feed", args=[created.secret]))
        shown: dict[str, Any] = {**FeedSerializer(created.row).data, "url": url}
        location = self.reverse_action("detail", args=[created.row.pk])
        return Response(shown, status=201, headers={**NOT_STORED, "Location": location})

    @extend_schema(operation_id="get_feed", summary="Get a calendar feed")
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(operation_id="revoke_feed", summary="Revoke a calendar feed", responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        feeds.revoke_feed(user=self.user, feed_id=int(pk), at=timezone.now())
        return Response(status=204)
