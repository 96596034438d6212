"""Tables of words by which people say what they want: Polish, English, Ukrainian, folded."""

from __future__ import annotations

from invoicing.services.parsing.words import words

ISSUING = frozenset(
    words(
        "wystaw wystawić wystawcie wystawmy wystawiamy wystawisz wystawiaj faktura fakturę fakturka fakturkę fv fvat f-vat"
        " zafakturuj fakturuj rachunek sprzedałem sprzedałam proforma proformę faktur invoice bill issue"
        " виставити вистави виставте рахунок фактура фактуру"
    )
)
INVOICES = frozenset(
    words(
        "faktura fakturę faktury faktur fakturze fakturą fakturka fv fvat faktury invoice invoices фактура фактуру"
        " фактури фактур рахунок рахунки рахунків"
    )
)
GREETINGS = frozenset(
    words(
        "cześć hej hejka dzień dobry witam witaj siema siemka hello hi elo halo hey wieczór dziendobry good morning"
        " evening afternoon привіт вітаю добрий день вечір доброго дня здрастуйте"
    )
)
AFTER_GREETING = frozenset(
    words("panu pani państwu wszystkim bot bocie latarnik latarniku there kochani ponownie")
)
POLITE = frozenset(
    words("proszę please ok okej no to a i tak dobra dobrze jeszcze teraz będę prośba uprzejmie")
)
CANCELS = frozenset(
    words(
        "anuluj anulować anulujemy rezygnuję rezygnujemy rezygnacja stop zapomnij cofnij nieważne odwołaj przerwij porzuć"
        " cancel abort скасуй скасувати відміна відміни стоп"
    )
)
DRAFT_WORDS = frozenset(words("szkic szkicu szkica draft to wszystko чернетку"))
DROPS = frozenset(words("usuń skasuj odrzuć wyrzuć wywal wyczyść porzuć discard delete drop видали"))
QUESTIONS = frozenset(
    words(
        "jak co czy kiedy ile dlaczego czemu gdzie kto jaka jaki jakie jaką która który które czym skąd dokąd kogo komu"
        " czego jakiego jakiej how what when why where who which can does do is are як що коли чому де чи скільки хто який"
        " яка"
    )
)
HELP = frozenset(words("pomoc help pomocy pomóż instrukcja допомога допоможи"))
EDITS = frozenset(
    words(
        "zmień popraw dodaj dopisz usuń skasuj wywal zamień ustaw dorzuć zmienić poprawić przedłuż wydłuż skróć zwiększ"
        " zmniejsz podmień zaktualizuj dołóż dopisać dodać usunąć przestaw przesuń wykreśl odejmij wpisz change set add"
        " remove delete update зміни додай видали прибери встанови"
    )
)
SETTING = frozenset(words("jednak niech zamiast daj zrób instead ma mają"))
BARE_KINDS = frozenset(
    words(
        "netto brutto ma być mają są to jednak na ceny cena kwoty kwota od tego zmień proszę przełącz w net gross"
    )
)
CORRECTS = frozenset(
    words(
        "korekta korektę korekty korekcie koryguj skoryguj skorygować koryguję korygująca korygującą korygujące korygującej"
        " correction коригування виправлення коригуючу"
    )
)
AFTER_CORRECTION = INVOICES | frozenset(words("do dla z za ostatniej poprzedniej nr numer miało powinno"))
MISTAKES = (
    "pomyl", "blad", "bled", "zwrot", "zwroc", "niewlasciw", "nieprawidl", "mialo", "mialy", "powinn", "zamiast",
    "mistake", "wrong", "помил",
)  # fmt: skip
WRONG = frozenset(words("zły zła złe źle złą złego złej"))
REPEATS = frozenset(
    words(
        "powtórz powtórka powtórzyć skopiuj kopiuj kopia powiel duplikuj zduplikuj sklonuj ponów repeat copy повтори"
    )
)
SAME = frozenset({("to", "samo"), ("taka", "sama"), ("ta", "sama"), ("tak", "samo"), ("te", "sama"), ("takie", "samo"),
                  ("те", "саме"), ("таку", "саму"), ("same", "as"), ("same", "invoice"), ("identyczna", "jak")})  # fmt: skip
AS_BEFORE = (
    "ostatnio",
    "poprzednio",
    "zwykle",
    "zawsze",
    "miesiac",
    "tydzien",
    "zeszlym",
    "poprzednim",
    "last",
    "ostatnia",
)
RESENDS = frozenset(
    words(
        "wyślij prześlij ślij wysłać podeślij przesłać poślij wyślijcie resend send forward надішли відправ перешли"
        " wysyłkę"
    )
)
AGAIN = frozenset(words("ponownie jeszcze znowu raz znów powtórnie again ще раз знову ponów duplikat"))
LAST = frozenset(words("ostatnia ostatnią ostatniej ostatni poprzednią poprzednia last останню"))
STATUS = frozenset(
    words(
        "status stan przyjęta przyjęto przyjął doszła doszło poszła poszło przeszła przeszło dotarła dotarło opłacona"
        " zapłacona zapłacił zapłaciła zapłacili wysłana wysłano odrzucona odrzucono dostarczona doręczona sprawdź sprawdzić"
        " check paid accepted delivered статус прийнята перевір оплачена"
    )
)
QUEUE_STEMS = (
    "kolejk",
    "kolejc",
    "czeka",
    "oczekuj",
    "niewyslan",
    "queue",
    "waiting",
    "pending",
    "черг",
    "чека",
)
QUEUE_PAIRS = frozenset(
    {("nie", "poszlo"), ("nie", "poszly"), ("nie", "wyslane"), ("do", "wyslania"), ("nie", "wyslano")}
)
KSEF = frozenset(words("ksef ksefu ksefem ksefie ksefowi ksef-u ksefik ксеф ксефом кsef"))
KSEF_STATE = frozenset(
    words(
        "działa status stan awaria awarii awarię padł padło leży żyje niedostępny dostępny przerwa problem problemy dzieje"
        " słychać wstał ruszył chodzi up down working available працює не tam u sprawny odpowiada"
    )
)
OUTAGE = frozenset(words("awaria awarii awarię niedostępność аварія outage"))
LISTS = frozenset(
    words(
        "lista listę wyświetl pokaż wypisz znajdź moje ostatnie wszystkie zestawienie szukaj wyszukaj odszukaj pokażesz"
        " poszukaj historia show list find search покажи список знайди"
    )
)
LISTED_STEMS = ("faktur", "niezaplac", "nieoplac", "sprzedaz", "wystawion", "zaleg", "przetermin", "invoice", "dluznik",
                "szkic", "odrzucon", "фактур", "рахунк", "несплач")  # fmt: skip
UNPAID_PAIRS = frozenset({("nie", "zaplacil"), ("nie", "zaplacila"), ("nie", "zaplacili"), ("kto", "zalega"), ("nie", "oplacone"),
                          ("jest", "winien"), ("nie", "zaplacone")})  # fmt: skip
HAVE_ISSUED = frozenset(
    words("wystawiłem wystawiłam wystawiliśmy wystawiono wystawione sprzedałem sprzedałam issued")
)
