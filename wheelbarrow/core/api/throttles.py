"""How many requests one person or one network address may make in a span of the clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from wheelbarrow.core.addresses import network_of
from wheelbarrow.core.rates import Counter

if TYPE_CHECKING:
    from rest_framework.views import APIView


class SpanThrottle(SimpleRateThrottle):
    """Counts by spans of the clock: `20/min` is 20 in each minute that begins at second 0.

    DRF's own keeps the instant of each request in the cache, where others push it out, and reads no body before this.
    """

    # DRF reads them off the rate; the stubs know neither.
    num_requests: int
    duration: int
    counter: ClassVar[Counter]
    # In how many steps the processes exchange what they counted: more of them are more exact, and more writes.
    steps: ClassVar[int]

    def allow_request(self, request: Request, view: Any) -> bool:
        if self.rate is None:
            return True
        now = time.time()
        self.left = self.duration - now % self.duration
        return self.counter.count(
            f"{self.scope}-{self.get_cache_key(request, view)}",
            began_at=int(now // self.duration * self.duration),
            most=self.num_requests,
            step=max(1, self.num_requests // self.steps),
        )

    def wait(self) -> float:
        return self.left


class PersonThrottle(SpanThrottle):
    """Requests of one person, or of one network address where nobody is logged in."""

    scope = "user"
    counter = Counter()
    steps = 20

    def get_cache_key(self, request: Request, view: APIView | None) -> str:
        user = request.user
        return str(user.pk) if user and user.is_authenticated else network_of(request)


class AddressThrottle(SpanThrottle):
    """Attempts to log in, register or reset a password from one network address, exact across processes.

    No account is counted: otherwise a stranger could lock out an account by failed attempts with its email.
    """

    scope = "auth"
    counter = Counter()
    # Each request.
    steps = 1_000_000_000

    def get_cache_key(self, request: Request, view: APIView | None) -> str:
        return network_of(request)
