"""Words without a price beside priced lines: what is sold is asked for, what only speaks of the sale is no line."""

from __future__ import annotations

from collections.abc import Collection

from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.words import words

_OF_THE_SALE = frozenset(  # who, what order, when it was loaded or paid: never what is paid for
    words(
        "robota roboty robotę praca prace sprawa temat zlecenie zlecenia zamówienie zamówienia order orders zakup zakupy"
        " sprzedaż faktur invoice inv pls plz please proszę rolnik klient klienta klientka kontrahent kontrahenta ctr"
        " paragon paragonu odbiorca płatnik zamawiający zleceniodawca rozładunek rozładunku rozł załadunek załadunku zał wpłata wpłaty"
        " wpłynęło wpłynęła przyjazd wyjazd nowe nowy nowa stały stała stałego zwykły zwykła pobranie pobraniem"
        " gwarancja gwarancji lata lat rok roku payu przelewy24 paypal stripe tpay blik już był była było miejscu nazwa ilość cena ceny wartość lp jm jednostka stawka kwota"
        " skup punkt osobisty odbiór recurring cyklicznie dzisiejsza dzisiejsze wczorajsza wczorajsze jak zawsze zwykle standardowo"
    )
)
_OF_A_CLAUSE = frozenset(
    words("ale bo żeby ponieważ gdyż aby chce chcą chciał chciała prosi prosił prosiła jest był była było są")
)


def is_leftover(name: str, priced: Collection[str]) -> bool:
    """Whether words that no price was said of are no line: a heading, an event, a clause, a thing priced elsewhere."""
    said = [word.strip(".,:;()-–") for word in fold(name).split()]
    told = [word for word in said if word and not word[0].isdigit()]
    if name in priced or not _OF_A_CLAUSE.isdisjoint(told):
        return True
    return all(word in _OF_THE_SALE for word in told)
