"""What a change of a draft is made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft
from invoicing.services.issuing.buyers import FoundBuyer
from invoicing.services.parsing.edits.said import Edit
from invoicing.services.parsing.understood import Understood


@dataclass(frozen=True, slots=True)
class Setting:
    """What a change is made with.

    Attributes:
        profile: of the seller.
        today: Warsaw date.
        understand: reads the words of new lines.
        found: the buyer that was named, when one was.
        chosen: the position of the line that somebody picked when asked.
    """

    profile: CompanyProfile
    today: date
    understand: Callable[[str, date], Understood]
    found: FoundBuyer | None = None
    chosen: int | None = None


Handler = Callable[[Draft, Edit, Setting], Draft]
"""Puts one edit on a draft; the version stays."""
