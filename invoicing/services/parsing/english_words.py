"""English for the Polish words the readers know: words, and phrases that say one thing."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.services.parsing.words import words

WORDS: Mapping[str, str] = {
    form: polish
    for polish, forms in {
        # what is wanted
        "wystaw": "charge issue create make prepare draft generate raise write",
        "fakture": "invoice bill invoce invoise invioce",
        "faktury": "invoices bills",
        "prosze": "please pls plz kindly",
        "chce": "want need wish would",
        "nowa": "a an the new my our me us you i i'd i'm we just also",
        "anuluj": "cancel nevermind forget abort discard scrap",
        "hej": "hi hello hey hiya there morning",
        "dziekuje": "thanks thx cheers",
        "pozdrawiam": "regards sincerely",
        "pokaz": "show display view give",
        "lista": "list",
        "znajdz": "find search",
        "powtorz": "repeat duplicate copy reissue",
        "korekta": "correction correcting corrective",
        "skoryguj": "correct",
        "popraw": "fix amend",
        "zmien": "change update edit modify switch",
        "dodaj": "add",
        "usun": "remove delete",
        "zamien": "replace",
        "wyslij": "send forward mail email",
        "ponownie": "again",
        "status": "status state",
        "kolejka": "queue",
        "czeka": "waiting waits pending queued stuck",
        "niewyslane": "unsent",
        "dziala": "working works work up available online alive running",
        "padl": "down broken offline unavailable",
        "awaria": "outage failure",
        "przyjeta": "accepted received arrived",
        "wyslana": "sent",
        "odrzucona": "rejected refused",
        # questions
        "co": "what what's whats",
        "jak": "how",
        "kiedy": "when",
        "dlaczego": "why",
        "gdzie": "where",
        "kto": "who whose",
        "ktory": "which",
        "pomoc": "help",
        # little words
        "i": "and",
        "z": "with from",
        "bez": "without no excluding excl ex",
        "nie": "not don't doesn't",
        "ja": "it them",
        "jutro": "tomorrow",
        "razem": "total altogether together overall",
        # parties
        "firmy": "company firm business",
        "nabywca": "client customer buyer",
        # money
        "netto": "net nett",
        "brutto": "gross",
        "stawka": "rate",
        "cena": "price cost",
        "zwolnione": "exempt",
        "rabat": "discount",
        "zl": "zloty zlotys zlotych zlotychs",
        "euro": "euros",
        # paying
        "przelew": "transfer wire",
        "gotowka": "cash",
        "karta": "card",
        "zaplacono": "paid prepaid settled",
        "niezaplacone": "unpaid overdue outstanding",
        "platnosc": "payment",
        "platne": "payable",
        "termin": "due",
        "juz": "already",
        # kinds
        "zaliczkowa": "advance prepayment deposit",
        "koncowa": "final settlement",
        "uproszczona": "simplified",
        "proforma": "proforma pro-forma",
        # units and numbers
        "szt": "pieces piece pcs pc units unit items",
        "ilosc": "qty quantity",
        "pozycja": "item",
        "ustaw": "set use",
        "january": "jan",
        "february": "feb",
        "march": "mar",
        "april": "apr",
        "june": "jun",
        "july": "jul",
        "august": "aug",
        "september": "sep sept",
        "october": "oct",
        "november": "nov",
        "december": "dec",
        "godzin": "hours hour hrs hr",
        "dni": "days day",
        "tygodni": "weeks week",
        "miesiecy": "months month",
        "str": "pages page",
        "osoby": "persons people person",
        "op": "packs pack packages package boxes box",
        "kpl": "sets set-of",
        "jeden": "one",
        "szesc": "six",
        "osiem": "eight",
        "dziewiec": "nine",
        "dziesiec": "ten",
        "jedenascie": "eleven",
        "dwanascie": "twelve dozen",
        "pietnascie": "fifteen",
        "czterdziesci": "forty",
        "szescdziesiat": "sixty",
        "tysiac": "thousand grand",
        "uwagi": "note notes remark remarks comment comments",
        "zamowienie": "order",
    }.items()
    for form in words(forms)
}
MARKS = (
    frozenset(WORDS)
    - frozenset(
        words(
            "i a op status state list order set hej excl transfer rate total no ex card ten one mar item my me us we mail email net nett pack unit units final person"
            " up online offline cash pc pcs hr alive grand deposit advance"
        )
    )
) | frozenset(
    words(
        "for never mind same usual again is are of resend good due each per last should was has have does can could list cancel"
    )
)
"""Words that tell an English sentence; none of them is a usual Polish one."""
