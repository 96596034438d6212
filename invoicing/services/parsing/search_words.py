"""Words of sentences that look for invoices, folded; Polish, English, Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.services.finding.records import Narrow
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.words import words


def folded(line: str) -> frozenset[str]:
    """The words of a line, folded."""
    return frozenset(map(fold, words(line)))


SEEKS = folded("znajdź szukaj wyszukaj odszukaj poszukaj find search знайди шукай")
SHOWS = folded("pokaż wyświetl wypisz wylistuj daj lista listę zestaw show list get покажи список які")
ASKS = folded("jakie które czy co gdzie kto ktore which what who where які які хто що де")
INVOICES = folded("faktury faktur fakturami fakturach invoices рахунки рахунків фактури фактур")
ONE_INVOICE = folded("faktura fakturę fakturze fakturą fv fvat invoice рахунок фактура фактуру")
FILLERS = folded(
    "moje moja nasze wszystkie wszystko ostatnie ostatnio najnowsze mi mnie nam proszę prosze wystawione wystawiłem"
    " wystawiłam wystawionych sprzedaż są jest była były się na za w we z ze i oraz o to te tę ta ten please my all the me of a"
    " latest last is are мої всі останні будь ласка за на з в"
    " firmy firma klienta klient kontrahenta kontrahent nabywcy nabywca sprzedawcy sprzedawca dostawcy spółki numer numerze nr"
    " nip kwotę kwota kwocie kwoty brutto wartość number amount customer client"
)
ISSUED = folded(
    "wystawione wystawiłem wystawiłam wystawionych sprzedażowe sprzedaży sprzedaż issued sent виставлені"
)
RECEIVED = folded(
    "otrzymane otrzymanych otrzymałem otrzymałam kosztowe kosztowych kosztów zakupowe zakupu zakupowych przychodzące"
    " dostałem dostałam received incoming purchase отримані вхідні"
)
LAST = folded("ostatnia ostatnią ostatniej last latest остання останню")
TO = folded("dla do for to для")
FROM = folded("od from від")
NARROWING: Mapping[str, Narrow] = {
    form: narrow
    for narrow, forms in {
        Narrow.UNPAID: "niezapłacone niezapłaconych nieopłacone nieopłaconych nieuregulowane nierozliczone unpaid open"
        " неоплачені несплачені",
        Narrow.OVERDUE: "przeterminowane przeterminowanych zaległe zaległości zalega zalegają spóźnione overdue late"
        " прострочені",
        Narrow.WAITING: "oczekujące oczekujących czekające waiting очікують",
        Narrow.REJECTED: "odrzucone odrzuconych rejected відхилені",
    }.items()
    for form in folded(forms)
}
PAID = folded(
    "wpłynął wpłynęła wpłynęło zapłacona zapłacone zapłacono zapłacił zapłaciła opłacona opłacone opłacono uregulowana uregulowano rozliczona"
    " paid settled сплачена сплачено оплачена оплачено"
)
UNPAID = folded("niezapłacona nieopłacona nieuregulowana unpaid несплачена неоплачена")
NOT = folded("nie not не cofnij odznacz")
ABOUT_ONE = folded(
    "status stan stanie doszła przyjęta przyjęto poszła dotarła dzieje zobacz otwórz open статус стан"
)
ABOUT_PAYING = folded(
    "jest jednak już została zostało dziś dzisiaj przelew przelewem jako oznacz mark as is it was до вже"
)
NEVER = folded(
    "wystaw wystawić wystawcie zafakturuj po szt szt. godz godz. h usługę usługi wyślij prześlij korekta koryguj eksport"
    " export jpk zestawienie pdf xml upo zmień popraw dodaj usuń termin terminy co-miesiąc issue create виставити"
)
"""Such a sentence wants something else, whatever else it says."""
