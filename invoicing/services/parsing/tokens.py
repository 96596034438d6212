"""A sentence cut into tokens, in one pass over the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

_SPACE = r"[ \t\u00a0\u202f]"
_LEGAL = (
    rf"\b(?i:sp(?:\.|[oó][lł]k[ai])?{_SPACE}?z{_SPACE}?o\.?{_SPACE}?o\b\.?|s\.a\.|sp\.{_SPACE}?[jkp]\.|s\.c\.|p\.s\.a\.|s\.r\.o\."
    rf"|sp[oó][lł]k[ai]{_SPACE}(?:z{_SPACE}ograniczon[aą]{_SPACE}odpowiedzialno[sś]ci[aą]|komandytow[aeo]\w*|jawn[ae]\w*"
    r"|akcyjn[ae]\w*|cywiln[ae]\w*|partnersk[ai]\w*))"
)
_PATTERNS = {  # the first that matches wins; every repetition is bounded or over one class, so time is linear
    "EMAIL": r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}",
    "KSEF": r"\b\d{10}-\d{8}-[0-9A-Fa-f]{12}-[0-9A-Fa-f]{2}\b",
    "CODE": r"\b[A-Za-z]{1,8}[/\-](?=[A-Za-z/\-]{0,20}\d)[A-Za-z0-9]{1,12}(?:[/\-][A-Za-z0-9]{1,12}){1,6}\b",
    "DATE": r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}(?P<between>[.\-/])\d{1,2}(?P=between)(?:\d{4}|\d{2})\b(?![.,\-]?\d)",
    "DASHED": r"\b\d{2,4}(?:-\d{1,4}){2,5}\b",
    "POSTCODE": r"\b\d{2}-\d{3}\b(?!-\d)",
    "SCIENTIFIC": r"\b\d{1,40}(?:[.,]\d{1,40})?[eE][+\-]?\d{1,9}\b",
    "NUMBER": rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d{{1,8}}(?!\d))?|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)(?:[.,]\d{{1,8}})?|(?<![\w.,])[.,]\d+(?![.,\d])|\d+(?:[.,]\d+)*",
    "TIMES": r"(?<=[\d\s(.])(?!(?<=[^\W\d_]\s)[XХ]\d)[xXхХ](?=[\d\s)])|[×*]",
    "LEGAL": _LEGAL,
    "WORD": r"[^\W\d_]\w*(?:[\-'’&]\w+)*",
    "SPACE": rf"{_SPACE}+",
    "BREAK": r"\r\n|[\r\n\v\f\u0085\u2028\u2029]",
    "SIGN": r".",
}
_MASTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()), re.DOTALL)
_LONG_RUN = re.compile(r"\s{9,}")
_STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")


class Kind(Enum):
    """What a token is; GAP stands where a reader has taken tokens away."""

    EMAIL = auto()
    KSEF = auto()
    CODE = auto()
    DATE = auto()
    DASHED = auto()
    POSTCODE = auto()
    SCIENTIFIC = auto()
    NUMBER = auto()
    TIMES = auto()
    LEGAL = auto()
    WORD = auto()
    BREAK = auto()
    SIGN = auto()
    GAP = auto()

    __hash__ = (
        object.__hash__
    )  # sets of kinds are asked for every token; the one of Enum is written in Python


_WORD, _SIGN = Kind.WORD, Kind.SIGN


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the sentence.

    Attributes:
        text: as typed.
        folded: lower case without diacritics, for comparison with the tables of words.
        start, end: place in the sentence.
        glued: nothing stands between it and the token before, which is no end of a line.
    """

    kind: Kind
    text: str
    folded: str
    start: int
    end: int
    glued: bool

    def is_word(self, *folded: str) -> bool:
        """Whether it is one of these words."""
        return self.folded in folded and self.kind is _WORD

    def is_sign(self, signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind is _SIGN and self.text in signs


def is_proper(token: Token) -> bool:
    """Whether it is a word with a capital."""
    return token.kind is _WORD and token.text[:1].isupper()


def fold(text: str) -> str:
    """Lower case without diacritics, as people type on a foreign keyboard.

    >>> fold("Żółw m²")
    'zolw m2'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_STROKES).lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def bare(text: str) -> str:
    """The words of a command as they are compared: folded, one blank between them, no signs around them.

    >>> bare("/limit?"), bare("  Zamroź  wszystko!! ")
    ('/limit', 'zamroz wszystko')
    """
    return re.sub(r"\s+", " ", fold(text)).strip(" .!?,")


def clean(text: str) -> str:
    """Composed characters, without invisible ones that could hide inside a number or turn a name around."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if unicodedata.category(char) not in {"Cf", "Cs", "Co"})


def squeezed(text: str) -> str:
    r"""Text without long runs of blanks, which mean nothing and make searches slow; an end of a line stays one.

    >>> squeezed("zmień" + " " * 2000 + "cenę" + chr(10) * 2000 + "x")
    'zmień  cenę\n\nx'
    """
    return _LONG_RUN.sub(_shorter, text)


def _shorter(run: re.Match[str]) -> str:
    if "\n" in run[0]:
        return "\n\n"
    return "\t" if "\t" in run[0] else "  "


def tokenize(text: str, most: int | None = None) -> list[Token]:
    """Tokens in order, blanks left out; no more than `most`, where so many are all that matter."""
    tokens: list[Token] = []
    for match in _MASTER.finditer(text):
        name = match.lastgroup or "SIGN"
        if name == "SPACE":
            continue
        if len(tokens) == most:
            break
        piece = match[0]
        glued = bool(tokens) and tokens[-1].end == match.start() and tokens[-1].kind is not Kind.BREAK
        folded = fold(piece) if name in {"WORD", "LEGAL"} else piece
        tokens.append(Token(Kind[name], piece, folded, match.start(), match.end(), glued))
    return tokens
