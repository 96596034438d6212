"""English and Ukrainian words of a correction, as the Polish ones its readers know; a reason keeps its own words."""

from __future__ import annotations

import re

_REASON = re.compile(r"\b(?:reason|because|причина|тому що|бо)\b\s*:?", re.IGNORECASE)
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{said})\b", re.IGNORECASE), polish)
    for said, polish in (
        (r"instead of|rather than|замість", "zamiast"),
        (r"(?:it )?(?:should (?:be|have been)|was supposed to be)|(?:мало|має|повинно) бути", "miało być"),
        (r"unit price|price|ціна|ціну|ціною", "cena"),
        (r"quantity|кількість", "ilość"),
        (r"vat rate|rate|ставка|ставку", "stawka"),
        (r"to zero|до нуля", "do zera"),
        (r"net|нетто", "netto"),
        (r"gross|брутто", "brutto"),
        (r"hours?|hrs?|годин[иау]?", "godz"),
        (r"pieces?|pcs|штук[иа]?|шт", "szt"),
        (r"зл|злот(?:их|і|ий)", "zł"),
    )
)


def in_polish_words(text: str) -> str:
    """The sentence with the words of a correction in Polish, up to its reason.

    >>> in_polish_words("2 hours instead of 3, because the price was wrong")
    '2 godz zamiast 3, powód: the price was wrong'
    """
    reason = _REASON.search(text)
    said, why = (text[: reason.start()], text[reason.end() :]) if reason else (text, None)
    for pattern, polish in _WORDS:
        said = pattern.sub(polish, said)
    return said if why is None else f"{said}powód: {why.strip()}"
