"""What a call answers: the data, typed, and what the answer told beside it."""

from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """One answer."""

    data: T
    credits: int
    """What the call cost."""
    request_id: str | None
    snapshot: str | None
    """The snapshot that a page is of; pass it on as `snapshot`."""
    replayed: bool
    """Whether this is the answer to an earlier request under the same idempotency key."""


def quoted(segment: str) -> str:
    """A segment of a path, whatever is in it."""
    return quote(segment, safe="")
