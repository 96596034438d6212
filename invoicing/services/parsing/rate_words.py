"""Words about VAT: rates, net and gross, and what stands between them and their numbers."""

from __future__ import annotations

import re

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import NUMERALS, table, words

PERCENTS = frozenset({"23", "8", "5", "0"})
VAT = ("vat", "vatu", "vatem", "vat-u", "vat-em", "ptu", "пдв")
LEADS = frozenset(
    words("vat vatu vatem vat-u vat-em stawka stawkę stawki stawce stawką ptu podatek podatkiem tax пдв")
)
BETWEEN = frozenset(words("na vat podatku to wynosi wynosić ma być jest w wysokości rate"))
INVOICE = frozenset(
    words("faktura fakturę faktury fakturka fakturkę fv f-vat rachunek invoice фактура фактуру")
)
PRICE_KINDS = {
    **dict.fromkeys(words("netto net nett нетто"), PriceKind.NET),
    **dict.fromkeys(words("brutto brut brt gross брутто"), PriceKind.GROSS),
}
SHORT_KINDS = {"n": PriceKind.NET, "b": PriceKind.GROSS, "br": PriceKind.GROSS}
EXEMPT = frozenset(
    words("zw zwolnione zwolniony zwolniona zwolnionej zwolnienie zwolnienia zwolnieniem exempt vat-exempt")
)
AFTER_EXEMPT = frozenset(
    words("z od from vat vatu vat-u podatku podmiotowe przedmiotowe podmiotowo przedmiotowo")
)
NAMED = {
    **table(
        {
            "8": "ósemka ósemką ósemkę ośmioprocentowy ośmioprocentowa ośmioprocentową ośmioprocentowym",
            "5": "pięcioprocentowy pięcioprocentowa pięcioprocentową pięcioprocentowym",
            "23": "dwudziestotrzyprocentowy dwudziestotrzyprocentowa dwudziestotrzyprocentową podstawowa podstawową podstawowy podst",
            "0": "zerowy zerowa zerową zerowym zerowej",
            "zw": "zw zwolniona zwolnioną zwolniony",
            "np": "np",
            "oo": "oo",
        }
    )
}
STUCK = re.compile(r"(?:vat)(23|8|5|0|zw|np|oo)")
PERCENT_WORDS = (
    "proc",
    "procent",
    "procentow",
    "procentowy",
    "procentową",
    "procentowa",
    "percent",
    "pct",
    "відсотків",
)
SHARED = frozenset(
    words("od wartości zaliczki zaliczka kwoty ceny zadatku prowizji zamówienia całości obrotu przychodu of")
)
COMMON = frozenset(words("wszystko całość wszystkie wszędzie wszystkiego ceny kwoty"))
PREPOSITIONS = ("plus", "z", "w", "bez", "ze", "without", "incl", "including", "без", "з")
OPENING = frozenset({*PREPOSITIONS, "reverse", "nie", "np", "oo", "wdt", "wdt0"}).union(
    COMMON, PRICE_KINDS, SHORT_KINDS, EXEMPT, LEADS, NAMED, NUMERALS
)
"""Words that something of VAT may begin with."""


def may_say_tax(token: Token) -> bool:
    """Whether anything of VAT can begin with it: most tokens are asked, few say it."""
    if token.kind is Kind.WORD:
        word = token.folded
        return word in OPENING or word.startswith(("odwrotn", "vat")) or STUCK.fullmatch(word) is not None
    return token.kind is Kind.NUMBER or token.is_sign("+")
