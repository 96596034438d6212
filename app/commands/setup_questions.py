"""Asking at a terminal, or of the lines of a script: the answers that `latarnik setup` needs."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from typing import TypeVar

from app.commands.speaking import fail, say

T = TypeVar("T")
NONE = "none"
"""The answer for what is not wanted."""
_TRIES = 5


class UnusableAnswerError(Exception):
    """An answer will not do; the text is one sentence that says why."""


class Questions:
    """Asks on stderr and reads stdin; at a terminal a wrong answer may be given again."""

    def __init__(self) -> None:
        self._person = sys.stdin.isatty()

    def ask(self, question: str, default: str = "") -> str:
        """One line, without the blanks around it; the default for an empty one.

        Raises:
            SystemExit: the script has no more lines.
        """
        shown = f" [{default}]" if default else ""
        sys.stderr.write(f"{question}{shown}: ")
        sys.stderr.flush()
        return self._line(question).strip() or default

    def secret(self, question: str) -> str:
        """The same, not shown while it is typed; blanks within it stay."""
        if self._person:
            return getpass.getpass(f"{question} (not shown): ", stream=sys.stderr).strip()
        return self.ask(question)

    def until_right(self, ask: Callable[[], T]) -> T:
        """What was asked, again after an unusable answer, where a person can give another.

        Raises:
            SystemExit: status 1 with the sentence.
        """
        for _ in range(_TRIES - 1):
            try:
                return ask()
            except UnusableAnswerError as error:
                if not self._person:
                    fail(str(error))
                say(str(error))
        try:
            return ask()
        except UnusableAnswerError as error:
            fail(str(error))

    def _line(self, question: str) -> str:
        line = sys.stdin.readline()
        if not self._person:
            sys.stderr.write("\n")
        if not line:
            fail(f"The answers ended at: {question}. Nothing was written.")
        return line
