"""What one transaction asks for again and again is read once: nobody else writes before its end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Something read at the first question of a transaction, and kept until this transaction changes it.

    Args:
        read: asks the database.
    """

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self._found: list[T] = []

    async def __call__(self) -> T:
        """As it is."""
        if not self._found:
            self._found.append(await self._read())
        return self._found[0]

    def forget(self) -> None:
        """Read again at the next question: this transaction has written it."""
        self._found.clear()
