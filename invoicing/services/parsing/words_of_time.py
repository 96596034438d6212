"""Tables of words for days, months and spans of time, folded."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.services.parsing.words import words


def _numbered(rows: tuple[str, ...], start: int) -> dict[str, int]:
    return {form: number for number, forms in enumerate(rows, start=start) for form in words(forms)}


MONTHS: Mapping[str, int] = _numbered(
    (
        "stycznia styczeń styczniu january січня січень",
        "lutego luty lutym february лютого лютий",
        "marca marzec marcu march березня березень",
        "kwietnia kwiecień kwietniu april квітня квітень",
        "maja maj maju may травня травень",
        "czerwca czerwiec czerwcu june червня червень",
        "lipca lipiec lipcu july липня липень",
        "sierpnia sierpień sierpniu august серпня серпень",
        "września wrzesień wrześniu september вересня вересень",
        "października październik październiku paźdz october жовтня жовтень",
        "listopada listopad listopadzie november листопада листопад",
        "grudnia grudzień grudniu december грудня грудень",
    ),
    1,
)
ROMAN: Mapping[str, int] = _numbered((*words("i ii iii iv v vi vii viii ix x xi xii"),), 1)
WEEKDAYS: Mapping[str, int] = _numbered(
    (
        "poniedziałek poniedziałku poniedziałkiem monday понеділка понеділок",
        "wtorek wtorku wtorkiem tuesday вівторка вівторок",
        "środa środę środy środą wednesday середи середу",
        "czwartek czwartku czwartkiem thursday четверга четвер",
        "piątek piątku piątkiem friday п'ятниці п'ятницю",
        "sobota sobotę soboty saturday суботи суботу",
        "niedziela niedzielę niedzieli sunday неділі неділю",
    ),
    0,
)
_ADJECTIVE_ENDINGS = ("y", "a", "e", "ego", "ej", "ą", "ych", "i", "ie", "iego", "iej", "ią", "ich")
WEEKDAY_ADJECTIVES: Mapping[str, int] = {
    form: number
    for number, stem in enumerate(words("poniedziałkow wtorkow środow czwartkow piątkow sobotn niedzieln"))
    for ending in _ADJECTIVE_ENDINGS
    for form in words(stem + ending)
}
DAY_ADJECTIVES: Mapping[str, int] = {
    form: away
    for stem, away in (("dzisiejsz", 0), ("wczorajsz", -1), ("przedwczorajsz", -2))
    for ending in _ADJECTIVE_ENDINGS
    for form in words(stem + ending)
}
ORDINALS: Mapping[str, int] = _numbered(
    (
        *words(
            "pierwszego drugiego trzeciego czwartego piątego szóstego siódmego ósmego dziewiątego dziesiątego"
            " jedenastego dwunastego trzynastego czternastego piętnastego szesnastego siedemnastego osiemnastego"
            " dziewiętnastego dwudziestego"
        ),
    ),
    1,
)
TENS: Mapping[str, int] = {"dwudziestego": 20, "trzydziestego": 30}
DAYS_AWAY: Mapping[str, int] = {
    form: away
    for away, forms in {
        0: "dziś dzisiaj today сьогодні",
        1: "jutro jutra tomorrow завтра",
        2: "pojutrze pojutrza післязавтра",
        -1: "wczoraj yesterday вчора учора",
        -2: "przedwczoraj позавчора",
    }.items()
    for form in words(forms)
}
DAYS_IN: Mapping[str, int] = {
    **dict.fromkeys(words("dzień dni dnia dniach d dniowy dniowym dniowego day days день дні днів дня"), 1),
    **dict.fromkeys(
        words("tydzień tygodnie tygodni tygodnia tygodniach tyg week weeks тиждень тижні тижнів"), 7
    ),
}
SINGLE_SPANS = frozenset(words("tydzień week miesiąc month тиждень місяць"))
"""Spans of one that need no number before them."""
MONTH_WORDS = frozenset(
    words("miesiąc miesiące miesięcy miesiąca mies msc mc m-c m-ce m-cy month months місяць місяці")
)
WORKING = frozenset(words("robocze roboczych roboczy working business робочих"))
NEXT = frozenset(
    words(
        "następny następna następnego następnej następną przyszły przyszła przyszłego przyszłej przyszłą"
        " kolejny kolejnego kolejnej next наступного наступний"
    )
)
THIS = frozenset(
    words("tego bieżącego ten tę ta tej najbliższy najbliższego najbliższej najbliższą this bieżący")
)
LAST = frozenset(
    words(
        "ostatni ostatniego ostatniej ostatnią zeszły zeszłego zeszłej zeszłą ubiegły ubiegłego"
        " ubiegłej ubiegłą minionego poprzedniego last минулого"
    )
)
