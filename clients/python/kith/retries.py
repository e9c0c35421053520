"""When a call is tried again, and after how long. Every try of one call carries the same idempotency key, so that
nothing is done or paid twice."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

AGAIN = frozenset({429, 502, 503, 504})
"""Statuses after which the same call may succeed."""


@dataclass(frozen=True)
class Retries:
    """How patient a client is."""

    times: int = 5
    """How often a call is tried again; 0: never."""
    first: float = 0.25
    """Seconds before the first further try, at most; twice as many before each that follows."""
    most: float = 30.0
    """Seconds that no wait exceeds: a server that asks for more gets its error raised instead."""
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    random: Callable[[], float] = field(default=random.random, repr=False)

    def wait(self, tried: int, retry_after: float | None) -> bool:
        """Waits before the next try, `tried` of which failed; false where there is none."""
        if tried > self.times or (retry_after or 0) > self.most:
            return False
        backoff = min(self.first * 2 ** (tried - 1), self.most)
        jitter = backoff * (0.5 + self.random() / 2)
        self.sleep(jitter if retry_after is None else retry_after + jitter)
        return True
