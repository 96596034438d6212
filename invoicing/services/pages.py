"""What KSeF keeps comes in pages, out of packages that stay open while somebody reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar

Page = TypeVar("Page")


async def closing(pages: AsyncIterator[Page]) -> AsyncIterator[Page]:
    """Pages of a generator that is closed at once when its reader stops, so that no package stays open."""
    try:
        async for page in pages:
            yield page
    finally:
        close = getattr(pages, "aclose", None)
        if close is not None:
            await close()
