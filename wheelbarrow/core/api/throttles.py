"""How much one person may ask for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView


class PersonThrottle(UserRateThrottle):
    """So many requests a minute (or what the rate says), counted by the clock's minutes.

    One number in the cache: DRF's own keeps the instant of each request, and copies all of them at each.
    """

    # DRF reads them off the rate; the stubs know neither.
    num_requests: int
    duration: int

    def allow_request(self, request: Request, view: APIView) -> bool:
        if self.rate is None:
            return True
        now = time.time()
        self.left = self.duration - now % self.duration
        key = f"{self.get_cache_key(request, view)}-{now // self.duration:.0f}"
        try:
            return self.cache.incr(key) <= self.num_requests
        except ValueError:
            self.cache.set(key, 1, self.duration)
            return True

    def wait(self) -> float:
        return self.left
