"""The text of a drawing as a reader can copy it, and values being struck out of it one by one."""

from __future__ import annotations

import re
import threading

import pypdfium2

_POINTS = 72 / 25.4  # in a millimetre
_TOP, _BOTTOM = 15.0, 21.0  # millimetres of the margins, where head and foot of every page repeat themselves
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_HYPHENS = dict.fromkeys(
    "\u2212\u2011\u2010\ufffe\x02", "-"
)  # PDFium writes the last two at the end of a line
_SAME = str.maketrans(_HYPHENS)
_GROUPED = re.compile("(?<=[0-9])[\u00a0\u202f](?=[0-9])")  # thousands
_ENDS = re.compile(r"(\W*)(.*?\w)(\W*)", re.DOTALL)
_MIRROR = str.maketrans("()[]<>{}", ")(][><}{")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for several threads
_PREFIX = 2  # letters of a country before its VAT number, which is written in one with it
STAND_IN = "□"


def body_text(pdf: bytes) -> str:
    """What stands between the margins of all pages, in the order it was set."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return "\n".join(_of_page(page) for page in document)
        finally:
            document.close()


def _of_page(page: pypdfium2.PdfPage) -> str:
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        found: str = text.get_text_bounded(0, _BOTTOM * _POINTS, width, height - _TOP * _POINTS)
        return found
    finally:
        text.close()


class PageText:
    """A text without its blanks, in which each place counts for one value only.

    A value must stand alone: "1" is not found inside of "10" or "1,50", nor a name inside of a longer word.
    """

    def __init__(self, text: str) -> None:
        told = _GROUPED.sub("", _INVISIBLE.sub("", text.translate(_SAME))).casefold()
        letters: list[str] = []
        parted = bytearray()  # 1 where a blank stood before the letter
        blank = True
        for letter in told:
            if letter.isspace():
                blank = True
                continue
            letters.append(letter)
            parted.append(blank)
            blank = False
        self._text = "".join(letters)
        self._parted = parted + b"\1"
        self._shown = frozenset(letters)
        self._from_the_right = _RIGHT_TO_LEFT.search(told) is not None
        self._taken = bytearray(len(letters))
        self._after: dict[str, int] = {}

    def take(self, value: str) -> bool:
        """Strike out the next place that says the value; False when no place is left."""
        needle = compact(value)
        if not needle:
            return True
        start = self._after.get(needle, 0)
        while (at := self._text.find(needle, start)) >= 0:
            end = at + len(needle)
            start = at + 1
            if self._alone(at, end) and not any(self._taken[at:end]):
                self._taken[at:end] = b"\1" * len(needle)
                self._after[needle] = end
                return True
        self._after[needle] = len(self._text)
        return False

    def substituted(self, value: str) -> str:
        """The value with the stand-in for characters that the page does not show anywhere."""
        return "".join(each if each in self._shown else STAND_IN for each in compact(value))

    def turned(self, ways: list[str]) -> list[str]:
        """In a line that PDFium reads from right to left signs go to the other end, and brackets face the other way."""
        if not self._from_the_right:
            return []
        mirrored = [way.translate(_MIRROR) for way in ways]
        parts = [_ENDS.fullmatch(way) for way in (*ways, *mirrored)]
        return [*mirrored, *(f"{found[3]}{found[2]}{found[1]}" for found in parts if found)]

    def _alone(self, at: int, end: int) -> bool:
        if not any(letter.isalnum() for letter in self._text[at:end]):
            return bool(self._parted[end]) and (bool(self._parted[at]) or self._behind_prefix(at))
        return self._begins(at) and self._ends(at, end)

    def _begins(self, at: int) -> bool:
        text, parted = self._text, self._parted
        if parted[at]:
            return True
        if text[at].isdigit() and text[at - 1] in ".,-" and not (at > 1 and parted[at - 1]):
            return not text[max(0, at - 2)].isdigit()
        if not (text[at - 1].isalnum() and text[at].isalnum()):
            return True
        return self._behind_prefix(at)

    def _behind_prefix(self, at: int) -> bool:
        begin = at - _PREFIX
        return begin >= 0 and bool(self._parted[begin]) and self._text[begin:at].isalpha()

    def _ends(self, at: int, end: int) -> bool:
        text, parted = self._text, self._parted
        if parted[end]:
            return True
        if text[end - 1].isdigit() and text[end] in ".,-":
            return bool(end + 1 >= len(text) or parted[end + 1] or not text[end + 1].isdigit())
        if not (text[end - 1].isalnum() and text[end].isalnum()):
            return True
        return end - at == _PREFIX and self._behind_prefix(end)


def compact(value: str) -> str:
    """A value as `PageText` looks for it."""
    told = _INVISIBLE.sub("", value.translate(_SAME)).casefold()
    return "".join(letter for letter in told if not letter.isspace())
