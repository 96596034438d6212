"""Common nouns of what is sold, by their pattern of declension; the forms are made from the patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from invoicing.services.parsing.tokens import fold

_VOWELS = "aeiouyąęó"


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with the forms that numbers and prepositions ask for.

    Attributes:
        singular, plural: nominative.
        genitive, genitive_plural: of it and of them; several where several are heard.
        accusative: where it differs from the nominative.
    """

    singular: str
    plural: str
    genitive: tuple[str, ...]
    genitive_plural: tuple[str, ...]
    accusative: str


def _feminine_ka(word: str) -> Noun:
    stem = word[:-2]
    of_them = stem + "k" if stem[-1] in _VOWELS else stem + "ek"
    return Noun(word, stem + "ki", (stem + "ki",), (of_them,), stem + "kę")


def _feminine(word: str) -> Noun:
    word, _, of_them = word.partition("/")
    stem = word[:-1]
    bent = stem + ("i" if stem[-1] in "kg" else "y")
    return Noun(word, bent, (bent,), (of_them or stem,), stem + "ę")


def _feminine_soft(word: str) -> Noun:
    """Such as konsultacja, folia, kuchnia."""
    stem = word[:-1]
    if stem.endswith("l"):
        return Noun(word, stem + "e", (stem + "i",), (stem,), stem + "ę")
    of_it = stem[:-1] + "ji" if stem.endswith("j") else stem + "i" if word in _FOREIGN_IA else stem
    return Noun(word, stem + "e", (of_it,), (of_it,), stem + "ę")


def _masculine(word: str) -> Noun:
    word, _, stem = word.partition("/")
    stem = stem or word
    plural = stem + ("i" if stem[-1] in "kg" else "y")
    return Noun(word, plural, (stem + "u", stem + "a"), (stem + "ów",), word)


def _masculine_ek(word: str) -> Noun:
    stem = word[:-2]
    if word.endswith("iec"):
        stem = word[:-3]
        return Noun(word, stem + "ce", (stem + "ca",), (stem + "ców",), word)
    stem = stem.removesuffix("i") if word.endswith("iek") else stem
    return Noun(word, stem + "ki", (stem + "ku", stem + "ka"), (stem + "ków",), word)


def _masculine_soft(word: str) -> Noun:
    word, _, stem = word.partition("/")
    stem = stem or word
    of_them = stem + ("i" if stem[-1] in "lj" else "y")
    return Noun(word, stem + "e", (stem + "a", stem + "u"), (of_them, stem + "ów"), word)


def _neuter(word: str) -> Noun:
    word, _, of_them = word.partition("/")
    stem = word[:-1]
    return Noun(word, stem + "a", (stem + "a",), (of_them or stem,), word)


def _neuter_soft(word: str) -> Noun:
    stem = word[:-1]
    of_them = {"ni": stem[:-2] + "ń", "ci": stem[:-2] + "ć"}.get(stem[-2:], stem)
    return Noun(word, stem + "a", (stem + "a",), (of_them,), word)


def _plural(word: str) -> Noun:
    """Words without a singular, or sold as many: plural/of them."""
    word, _, of_them = word.partition("/")
    return Noun(word, word, (of_them,), (of_them,), word)


def _many(word: str) -> Noun:
    """Sold as many where they are measured (2 h konsultacji), named as one where they are counted."""
    singular, plural, of_them = word.split("/")
    return Noun(singular, plural, (), (of_them,), singular[:-1] + "ę")


def _said(word: str) -> Noun:
    singular, plural, of_it, of_them = word.split("/")
    return Noun(singular, plural, (of_it,), (of_them,), singular)


_FOREIGN_IA = frozenset(
    [
        "folia",
        "energia",
        "terapia",
        "fotografia",
        "chemia",
        "akcesoria",
        "biżuteria",
        "bateria",
        "galanteria",
        "seria",
        "linia",
    ]
)
_PATTERNS: tuple[tuple[Callable[[str], Noun], str], ...] = (
    (_feminine_ka, ("drukarka ulotka deska doniczka koszulka książka kostka płytka wizytówka klamka półka teczka walizka"
        " wkładka nakładka podkładka naklejka tabliczka paczka przesyłka kartka pocztówka zabawka lalka czapka bluzka"
        " kurtka torebka szklanka filiżanka łyżka miska bombka lampka żarówka łazienka pralka lodówka zmywarka suszarka"
        " kosiarka koparka ładowarka wiertarka szlifierka frezarka tokarka butelka szynka bułka kanapka przekąska mąka"
        " apteka opieka nauka elektronika hydraulika mechanika poprawka przeróbka obróbka wysyłka wycieczka stawka składka"
        " okładka grafika siatka rurka kratka belka ścianka roletka firanka poduszka huśtawka ławka szafka"
        " przyczepka skrzynka rolka puszka zgrzewka mozaika ceramika łopatka konewka sadzonka choinka wódka sałatka"
        " pamiątka plandeka książeczka sukienka czujka umywalka posadzka wylewka przeprowadzka papryka marchewka"
        " zaliczka furtka nakrętka uszczelka podkaszarka myjka wkrętarka spawarka ławeczka bransoletka")),
    (_feminine, ("lampa szafa opona ława rama tapeta roleta szyba kanapa sofa komoda wanna brama farba/farb kawa"
        " herbata woda ryba blacha listwa cegła/cegieł rura taśma tarcza opłata naprawa wymiana obsługa rozmowa umowa"
        " strona reklama dostawa zabudowa analiza wycena porada ochrona odprawa budowa rozbudowa przebudowa uprawa"
        " konserwa przyprawa kiełbasa śmietana oliwa benzyna słoma trawa róża doba wizyta maszyna gleba mapa droga waga"
        " podłoga drabina markiza kabina wykładzina okleina tkanina zasłona firana kołdra/kołder spódnica bluza"
        " kamera antena klawiatura karta domena witryna ankieta broszura gazeta nuta gitara próba scena impreza praca"
        " jazda armatura kapusta czekolada zupa dieta szkoda dopłata rata składnica prenumerata kwatera śruba koperta felga kiełbasa"
        " pizza/pizz plansza/plansz tablica bela rolada wiata altana")),
    (_feminine_soft, ("instalacja aplikacja aranżacja prezentacja publikacja dezynfekcja dezynsekcja"
        " deratyzacja konserwacja realizacja rejestracja inspekcja sesja stacja konfiguracja migracja integracja"
        " modernizacja renowacja dekoracja ilustracja animacja produkcja promocja organizacja koordynacja administracja"
        " dokumentacja inwentaryzacja weryfikacja certyfikacja akcja relacja korekcja redakcja licencja prowizja kolacja"
        " izolacja kaucja gwarancja kampania folia energia terapia fotografia chemia biżuteria bateria"
        " galanteria seria linia kuchnia suknia ziemia studnia powierzchnia cebula koszula fasola kula skrzynia drukarnia jezdnia wiśnia")),
    (_masculine, ("monitor laptop rower komputer telefon tablet serwer router projektor skaner toner dysk pendrive kurs"
        " nocleg obiad bilet karnet voucher bon album plakat baner długopis zeszyt notes katalog folder projekt raport"
        " artykuł tekst opis wpis film spot obraz wydruk druk transport przejazd wyjazd przegląd pomiar audyt serwis"
        " remont tynk beton cement gips grunt żwir bruk tort chleb ser sok syrop krem szampon papier karton materiał"
        " towar produkt zestaw model element przewód/przewod samochód/samochod ogród/ogrod miód/miod lód/lod stół/stoł"
        " wóz/woz przewóz/przewoz dowóz/dowoz wywóz/wywoz nadzór/nadzor dozór/dozor odbiór/odbior pobór/pobor zbiór/zbior"
        " wzór/wzor otwór/otwor nawóz/nawoz dojazd objazd pojazd skuter autobus wynajem/wynajm najem/najm system program"
        " moduł abonament hosting adres certyfikat kontener pojemnik czujnik silnik głośnik zegar filtr sweter/swetr but"
        " bukiet kwiat krzew płot słup parkiet dywan regał wieszak stolik grzejnik kocioł/kotł catering trening zabieg"
        " warsztat wykład egzamin test występ koncert pokaz talon garnitur komplet akumulator pellet cukier/cukr len/ln"
        " makaron ryż tygodnik stojak namiot kask wkręt zawias uchwyt lakier cennik mebel/mebl plecak ręcznik kran syfon smartfon leasing najazd rabat dach strop")),
    (_masculine_ek, ("kubek worek rysunek zegarek obrazek posiłek podatek wydatek dodatek stołek groszek piasek"
        " pasek kwiatek wózek budynek pokrowiec wieniec wałek haczek kołek bloczek nagłówek rachunek listek znaczek"
        " breloczek")),
    (_masculine_soft, ("fotel hotel panel klucz talerz kosz materac piec arkusz kalendarz koc tunel garaż kij olej kolej"
        " napój/napoj strój/stroj masaż montaż demontaż kabel/kabl węgiel/węgl stopień/stopni komentarz egzemplarz"
        " kołnierz kapelusz nóż/noż motocykl krzyż pejzaż bandaż reportaż")),
    (_neuter, ("krzesło/krzeseł okno/okien biurko/biurek lustro/luster łóżko/łóżek pudełko/pudełek jajko/jajek"
        " jabłko/jabłek auto drzewo drewno szkło/szkieł mydło/mydeł masło/maseł wino piwo paliwo warzywo pieczywo mięso"
        " mleko wiadro/wiader krzesełko/krzesełek pióro ciasto pismo ogniwo ognisko boisko stoisko stanowisko łożysko"
        " zwierciadło/zwierciadeł żelazo złoto srebro siano koło/kół sito wiertło/wierteł ciastko/ciastek"
        " lusterko/lusterek światło/świateł hasło/haseł doradztwo budownictwo")),
    (_neuter_soft, ("szkolenie tłumaczenie malowanie sprzątanie koszenie zdjęcie przyjęcie zlecenie ogłoszenie nagranie"
        " ubranie ubezpieczenie spotkanie zamówienie zabezpieczenie ogrodzenie oświetlenie mieszkanie badanie szycie"
        " pranie mycie wsparcie wykończenie oprogramowanie doładowanie ćwiczenie śniadanie danie urządzenie naczynie"
        " narzędzie zdrowie wyposażenie pozycjonowanie strzyżenie")),
    (_plural, ("korepetycje/korepetycji prace/prac drzwi/drzwi jaja/jaj ziemniaki/ziemniaków perfumy/perfum"
        " nożyczki/nożyczek spodnie/spodni okulary/okularów rękawice/rękawic akcesoria/akcesoriów odpady/odpadów"
        " słodycze/słodyczy owoce/owoców truskawki/truskawek")),
    (_many, "konsultacja/konsultacje/konsultacji lekcja/lekcje/lekcji usługa/usługi/usług"),
    (_said, ("pościel/pościele/pościeli/pościeli stal/stale/stali/stali sól/sole/soli/soli odzież/odzieże/odzieży/odzieży"
        " sprzedaż/sprzedaże/sprzedaży/sprzedaży pomoc/pomoce/pomocy/pomocy część/części/części/części"
        " marchew/marchwie/marchwi/marchwi noc/noce/nocy/nocy rzecz/rzeczy/rzeczy/rzeczy sieć/sieci/sieci/sieci podróż/podróże/podróży/podróży"
        " pole/pola/pola/pól wesele/wesela/wesela/wesel")),
)  # fmt: skip


def _nouns() -> Iterable[Noun]:
    for pattern, listed in _PATTERNS:
        for word in listed.split():
            yield pattern(word)


def _index(forms: Callable[[Noun], Iterable[str]]) -> Mapping[str, Noun]:
    """From each form, and the form without diacritics, to its noun; the first noun that has it."""
    found: dict[str, Noun] = {}
    for noun in NOUNS:
        for form in forms(noun):
            found.setdefault(form, noun)
    for form, noun in list(found.items()):
        if fold(form) not in {noun.singular, noun.plural, *noun.genitive}:
            found.setdefault(fold(form), noun)
    return found


NOUNS: tuple[Noun, ...] = tuple(_nouns())
BY_GENITIVE = _index(lambda noun: noun.genitive)
BY_GENITIVE_PLURAL = _index(lambda noun: noun.genitive_plural)
BY_PLURAL = _index(lambda noun: (noun.plural,))
SINGULAR = frozenset(
    form for noun in NOUNS if noun.singular != noun.plural for form in (noun.singular, fold(noun.singular))
)
"""Nominatives of one."""
UNBENT = frozenset(
    noun.singular for noun in NOUNS if noun.singular == noun.accusative and noun.singular[-1:] in "cćlłńśwzźż"
)
"""Nouns of feminine gender, mostly, whose accusative is their nominative: pomoc, część, odzież."""
BY_ACCUSATIVE = _index(lambda noun: (noun.accusative,) if noun.accusative != noun.singular else ())
