"""The day a command speaks of where none was given: by the machine's clock, without loading what follows the sandbox's."""

from __future__ import annotations

from datetime import UTC, date, datetime

from invoicing.model.warsaw import warsaw_day


def today_in_warsaw() -> date:
    """The Warsaw date."""
    return warsaw_day(datetime.now(UTC))
