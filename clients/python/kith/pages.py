"""Lists as one walk, page after page. All pages of a walk are of one snapshot, so that it never tears."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from . import models
from .answer import Answer

T = TypeVar("T")

SIZES = (100, 400, 1_000)
"""How many a page asks for: few at first, for who stops early. Full fifties, so that none is paid in part."""


def connections(
    read: Callable[[int, int, str | None], Answer[models.Connections]],
    snapshot: str | None,
    limit: int | None,
) -> Iterator[models.Connection]:
    """Reads pages by count, offset and snapshot, the first page's from the second on."""
    if limit is not None and limit < 0:
        raise ValueError("limit must be 0 or more")
    return _walk(read, snapshot, limit)


def _walk(
    read: Callable[[int, int, str | None], Answer[models.Connections]],
    snapshot: str | None,
    limit: int | None,
) -> Iterator[models.Connection]:
    offset, page = 0, 0
    while limit is None or offset < limit:
        count = SIZES[min(page, len(SIZES) - 1)]
        answer = read(count if limit is None else min(count, limit - offset), offset, snapshot)
        yield from answer.data.connections
        if answer.data.pagination.next_offset is None:
            return
        snapshot = snapshot or answer.snapshot
        offset, page = answer.data.pagination.next_offset, page + 1


class Changes(Generic[T]):
    """Changes, oldest first. Keep `cursor` once you have worked off what came: the next walk begins there."""

    def __init__(self, read: Callable[[str | None], tuple[list[T], str, bool]], since: str | None) -> None:
        self._read = read
        self.cursor = since
        """Where the next walk begins, so that it skips nothing. It moves on when a page was walked over to its end."""

    def __iter__(self) -> Iterator[T]:
        more = True
        while more:
            changes, cursor, more = self._read(self.cursor)
            yield from changes
            self.cursor = cursor
