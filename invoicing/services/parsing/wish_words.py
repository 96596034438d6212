"""Tables of words that tell what is wanted, folded."""

from __future__ import annotations

from invoicing.services.parsing.words import words


def _table(forms: str) -> frozenset[str]:
    return frozenset(words(forms))


ISSUING = _table(
    "wystaw wystawic wystawcie wystawmy wystawiaj wystawienie faktura fakture fakturka fakturke fv fvat f-vat"
    " zafakturuj rachunek sprzedalem sprzedalam"
)
ISSUES = _table("wystaw wystawic wystawcie wystawmy wystawienie zafakturuj prosze poprosze")
INVOICES = _table("faktura fakture faktury faktur fakturze fv fvat fakturą fakturami fakturka fakturke")
PLURAL = _table("faktury faktur fakturami wystawione sprzedaz niezaplacone nieoplacone")
GREETINGS = _table(
    "czesc hej hejka dzien dobry witam witaj siema hello hi elo halo wieczor dziendobry siemka siemanko siemano hejo yo dobranoc doberek"
)
THANKS = _table("dziekuje dziekujemy dzieki")
SMALL_TALK = _table(
    "jak sie masz masz? leci slychac co u ciebie bardzo slicznie milego dnia popoludnia wieczoru weekendu tygodnia"
    " super swietnie fajnie ekstra spoko ok okej pieknie wielkie no to tak i panie panu pani wam dobranoc widzenia do zobaczenia pa serdecznie za pomoc wszystko z gory"
)
POLITE = _table(
    "nie jednak prosze poprosze uprzejmie bardzo ladnie o no to a ok okej dobra chcialbym chcialabym chce mozesz moglbys moglabys"
    " mozna panstwo pan pani panie teraz jeszcze potrzebuje mi musze trzeba nalezy prosba nowa i tez potem"
)
ASKS_POLITELY = _table("mozesz moglbys moglabys mogliby mozecie moglibyscie mogl mogla prosze poprosze")
CANCELS = _table(
    "anulowanie anuluj anulowac anulujemy rezygnuje rezygnacja zrezygnuj rezygnujemy stop zapomnij cofnij niewazne odwolaj wycofaj"
    " porzuc wyczysc przerwij odpusc anulujemy wroc"
)
MODAL = _table("moglby moglaby mogliby moglbys moglabys moglibyscie mozesz mozecie moze could would can")
DEEDS = (
    "wysl",
    "przesl",
    "podesl",
    "zmien",
    "dodac",
    "usun",
    "skoryg",
    "powtorz",
    "pokaz",
    "anulow",
    "popraw",
)
"""How what is asked for politely begins."""
DRAFT = _table("ten moj calkiem szkic szkicu szkicow draft projekt to tego ja wszystko chce")
QUESTIONS = _table(
    "jak co czy kiedy ile dlaczego czemu gdzie kto jaka jaki jakie jakim jakiej jakich ktora ktory ktore czym skad dokad"
    " kogo komu"
)
OFF_TOPIC = _table(
    "pogoda pogode mecz meczu dowcip kawal zart przepis obiad kolacja film piosenka horoskop wiersz bajka bajke"
    " weather joke kochasz lubisz imie zyjesz"
)
EDITS = _table(
    "zmien zmienic zmiana zmiane popraw poprawic dodaj dodac dopisz dopisac usun usunac skasuj wywal zamien zamienic"
    " ustaw ustawic dorzuc wpisz wpisac wykresl zaznacz zaznaczyc oznacz oznaczyc podnies obniz zwieksz zmniejsz odejmij"
    " przestaw dolicz wstaw nadaj podmien zaokraglij przesun skroc wydluz przedluz zaktualizuj doloz dopisac przelacz uaktualnij zmienmy"
)
REMOVES = _table("usun usunac skasuj wywal wykresl wyrzuc")
SETTING = _table("tylko jednak niech zamiast bez")
BARE_KINDS = _table(
    "netto brutto ma byc maja sa to jednak na ceny cena kwoty kwota od tego prosze przelacz w zmien a nie"
)
ATTRIBUTES = _table(
    "cena ilosc stawka vat termin platnosc nabywca sposob forma waluta rabat uwagi data kwota email mail"
)
"""What an invoice has: said first, and of nobody, it changes the draft."""
CORRECTS = _table(
    "korekta korekte korekty koryguj skoryguj skorygowac korygowac skorygowanie korygujaca korygujace korygujacej storno"
    " wystornuj stornuj fvk"
)
AFTER_CORRECTION = INVOICES | _table("do dla z za ostatniej poprzedniej nr numer mialo powinno na")
CORRECTABLE = _table(
    "ceny cene cena kwoty kwote kwota stawki stawke ilosci ilosc nazwy danych daty terminu adresu nipu vat nip rabat"
)
"""What of an invoice is corrected."""
MISTAKES = _table(
    "zwrotu pomylka pomylke pomylki pomylilem pomylilam pomylony blad bledu bledy bledna bledny bledne blednie zla zle zly"
    " pomylilismy zwrot zwrocil zwrocila zwraca zwrocili wkradl mialo powinno powinna powinien mial miala nieprawidlowa nieprawidlowy niewlasciwa mialy pomylke pomylka"
)
REPEATS = _table(
    "powtorz powtorzyc powtorzenie ponow powtorka powtorke skopiuj kopiuj zduplikuj klonuj sklonuj powiel duplikuj identyczna analogiczna"
)
LISTS = _table(
    "lista liste wyswietl pokaz pokazac wypisz znajdz wyszukaj moje ostatnie wszystkie zestawienie szukaj pokazesz"
    " spis rejestr historia"
)
SHOWS = _table("pokaz wyswietl znajdz wyszukaj szukaj wypisz lista liste zestawienie spis rejestr")
OWES = _table("wisi wisza zalega zalegaja dluzny dluzni winien winni winna")
UNPAID = _table(
    "niezaplacone nieoplacone niezaplaconych nieoplaconych nierozliczone zaleglosci dluznicy zalega przeterminowane zalegle dluznik"
)
SENDS = _table(
    "wyslij wyslac przeslij przeslac slij podeslij wysylka wysylke przeslanie wyslanie dosli doslij przekaz"
)
AGAIN = _table("ponownie jeszcze znowu raz znow powtornie")
LIMITS = _table("powyzej ponizej ponad wieksze mniejsze miedzy")
FILES = _table("pdf xml upo")
SALES = _table("sprzedazy sprzedaz przychodow przychody obrotow obroty korekt korekty proform")
PAYMENTS = _table("platnosc platnosci naleznosc naleznosci")
COPIES = _table("duplikat duplikatu kopia kopie")
ALSO = _table("tez rowniez takze")
STATUS = _table(
    "wyszla wyszlo status stan przyjeta przyjeto przyjal doszla doszlo dostal dostala poszla dotarla oplacona zaplacona wyslana odrzucona"
    " zaplacil zaplacila zaplacili przeszla weszla odebral odebrala upo oplacil wystawiona poszlo przeszlo dotarlo wyslano odrzucono dostarczona doreczona sprawdz sprawdzic przyszlo"
)
QUEUE = _table(
    "kolejka kolejke kolejce kolejki czeka czekaja czekajace czekajacych oczekuje oczekujace niewyslane niewyslanych zalegle"
    " niewyslana utknelo utknely utknela"
)
KSEF = _table("ksef ksefu ksefem ksefie ksefowi")
KSEF_STATE = _table(
    "dziala status stan awaria awarii awarie padl padlo lezy zyje niedostepny dostepny przerwa problem problemy dzieje"
    " wstal ruszyl online odpowiada niedostepnosc zawiesil zwiesil slychac chodzi sprawny wrocil"
)
OUTAGE = _table("awaria awarii awarie niedostepnosc")
IN_GENERAL = _table(
    "jak kiedy dlaczego podczas gdy jesli jezeli zrobic robic moge musze musi trzeba nalezy oznacza trakcie powinienem"
    " powinnam wolno obowiazkowy kosztuje kary"
)
"""Words of a question about the law and not about today."""
EARNED = _table(
    "zarobilem zarobilam sprzedalem sprzedalam obrot obrotu przychod przychodu wystawilem wystawilam"
)
