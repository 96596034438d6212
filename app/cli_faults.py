"""How a command ends that could not do what it was asked: one sentence and status 1, whatever stood in its way.

Settings, books, keys, services, files and folders are the keeper's to mend, and are named. A fault of the program
itself stays a traceback: whoever mends it needs it.
"""

from __future__ import annotations

import errno
from typing import Any

from typer.core import TyperGroup

from app.commands.speaking import fail, refusal


class Explaining(TyperGroup):
    """All commands, each of which explains itself when it cannot be done."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for, with the context of the click that typer bears within itself.

        Raises:
            SystemExit: status 1 with a sentence.
        """
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _sentence_of(error)
            if sentence is None:
                raise
            fail(sentence)


def _sentence_of(error: Exception) -> str | None:
    """What to say of it; None where only a traceback helps."""
    if isinstance(error, OSError):
        return _of_the_machine(error)
    # a command that has ended well knows nothing of settings and books
    from app.reading_settings import WrongSettingsError
    from invoicing.model.errors import LatarnikError

    if isinstance(error, LatarnikError):
        return refusal(error)
    return str(error) if isinstance(error, WrongSettingsError) else None


def _of_the_machine(error: OSError) -> str | None:
    if error.errno == errno.EPIPE:
        return None  # whoever read our words has gone; click ends quietly
    if isinstance(error, TimeoutError) and error.errno is None:
        return "Something did not answer in time. Try again."
    why = error.strerror or str(error)
    if error.filename is None:
        return f"This machine cannot do it: {why}."
    return f"{error.filename} cannot be used: {why}."
