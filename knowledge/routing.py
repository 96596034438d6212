"""What never comes to the search: greetings, orders, abuse, pasted files, and questions that facts of today answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.outcome import Kind, Why
from knowledge.wording import folded, words

LONGEST_LIVE, LONGEST_QUEUE = 14, 16
"""Words; whoever tells more has a case, and a case is looked up."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way out that was taken without a search."""

    kind: Kind
    why: Why


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_ORDERS = _any(
    r"\b(zignoruj|ignoruj|pomin|zapomnij|ignore|disregard|forget|ігноруй|забудь)\b.{0,40}"
    r"\b(polece|instrukcj|zasad|bazy|wszystk|instruction|rules|knowledge|previous|prompt|інструкц|правил)",
    r"\b(system ?prompt|jailbreak|developer mode|tryb deweloper|systemow\w+ prompt|swoj\w* prompt|swoj\w* instrukcj)",
    r"\b(udawaj|zachowuj sie jak|wciel sie|pretend|act as|вдавай)\b",
    r"\b(pokaz|podaj|wyswietl|wypisz|daj|show|print|list|reveal|покажи)\b.{0,40}"
    r"\b(hasl\w+|klucz\w* api|api ?key|password|dane innych|dane innego|cudz\w+|wszystkich klient|listy? klient"
    r"|danych innych|other (users|customers)|інструкції)",
    r"\b(nipy|maile|adresy) .{0,20}\bklientow",
    r"\bz pamieci\b.{0,20}\bbez\b|\bfrom memory\b|\bbez bazy wiedzy\b",
    r"\b(sfalszowac|pust\w+ fakture|na lewo|fikcyjn\w+ faktur|ukryc sprzedaz|obejsc .{0,20}vat|fake invoice)",
    r"\bzeby\b.{0,30}\bnie (polapal\w*|zorientowal\w*|dowiedzial\w*|wykryl\w*|wydalo)\b",
    r"\b(drop table|select \* from|<script)",
)
_ABUSE = _any(
    r"\b(kurw\w*|chuj\w*|huj\w*|pierdol\w*|spierdal\w*|wypierdal\w*|jeba\w*|jebn\w*|pojeb\w*|zajeb\w*|skurwysyn\w*|cip\w{0,2}|dupek"
    r"|debil\w*|idiot\w*|kretyn\w*|fuck\w*|shit|asshole|moron|сука|блять|бляд\w*|хуй\w*|хуйн\w*|ідіот\w*)\b"
)
_PASTED = _any(
    r"<\?xml", r"<(\w+:)?faktura\b", r"<\w+>[^<]*</\w+>", r"\bbegin (certificate|private key)", r"%pdf-1"
)
_OF_AN_INVOICE = (
    "sprzedawca",
    "nabywca",
    "nip",
    "netto",
    "brutto",
    "do zaplaty",
    "razem",
    "wartosc",
    "stawka",
    "termin platnosci",
    "konto",
)
_SO_MUCH_OF_IT, _SO_LONG = 5, 25
"""Words of an invoice in a text of so many words: nobody asks like that."""
_POLITE = _any(
    r"\b(dzien (dobry|doberek)|dobry wieczor|dobranoc|do widzenia|milego (dnia|weekendu|wieczoru)|na razie|witam\w*|witaj\w*|czesc|hej\w*"
    r"|siem\w*|elo|joo*l|dobry|halo|pa|papa|dzieki?|dziekuj\w*|dzie?ki|wielkie|bardzo|serdecznie|pozdrawiam\w*|super|swietnie|fajnie|pieknie|slicznie|doberek|to (juz )?(wszystko|tyle)|ok|okej"
    r"|spoko|git|jasne|za pomoc|pomogles|pomoglas|pomoglo|hello|hi|hey|good (morning|evening|afternoon)|thanks?( you)?|thx|bye|great"
    r"|cheers|добрий (день|вечір|ранок)|доброго (дня|ранку|вечора)|привіт|вітаю|дякую|щиро|до побачення|гарного дня)\b"
)
_SMALL_TALK = _any(
    r"\b(co|czego) (potrafisz|umiesz|robisz)\b",
    r"\bkim jestes\b",
    r"\b(czy )?jestes (botem|czlowiekiem|robotem)\b",
    r"\bjak (sie masz|leci|masz na imie|sie nazywasz)\b",
    r"\bw czym (mozesz |mi )*pomo\w+",
    r"\bwhat can you do\b|\bwho are you\b|\bare you a (bot|robot|human)\b|\bhow are you\b",
    r"\bщо (ти )?вмієш\b|\bхто ти\b|\bти бот\b",
)
_HUMAN = _any(
    r"\b(rozmawiac|gadac|pogadac|porozmawiac|polacz\w*|polaczenie|skontakt\w+|kontakt)\b.{0,25}"
    r"\b(czlowiek\w*|ksiegow\w*|konsultant\w*|doradc\w*|kims|osoba|kontakt\w*)",
    r"\b(zywy|zywego|zywym|prawdziw\w+) (czlowiek\w*|osob\w*)|\b(ktos|kogos|kims) (zyw\w+|prawdziw\w+)",
    r"\b(telefon|oddzwoni\w*|zadzwon\w*|kontakt)\b.{0,20}\b(od|do mnie|z wasz\w+|od was|od ksiegow\w+)",
    r"\b(niech|ktos|czy ktos)\b.{0,30}\b(zadzwoni|oddzwoni|skontaktuje)\b",
    r"\b(advise|advice|recommend)\b.{0,40}\bmy\b.{0,12}\b(situation|case|company)\b",
    r"\bnie (chce gadac z |z )?bot(em|a)\b",
    r"\b(daj|dajcie|chce|poprosze|prosze|wezwij|zawolaj)\b.{0,15}\b(czlowieka|konsultanta|doradce|ksiegow\w+)\b",
    r"\b(doradz\w*|doradzic|porad\w*|ocen\w*|ocenic)\b.{0,30}\b(w mojej sytuacji|w moim przypadku|moja umowe|indywidualn\w*|konkretnie mnie)",
    r"\b(co|czy|ktor\w+) .{0,40}\b(bardziej|lepiej|najbardziej)\b.{0,30}\b(oplaca|mojej sytuacji|moim przypadku)",
    r"\b(talk|speak)\b.{0,15}\b(human|person|someone|accountant|agent)\b|\breal person\b|\bcall me back\b",
    r"\b(людин\w+|бухгалтер\w+)\b.{0,20}\b(поговорити|зв'яж\w+|з'єднай\w*)|\b(поговорити|з'єднайте)\b.{0,25}\b(людин\w+|бухгалтер\w+)",
)
_NOW = _any(
    r"\b(teraz|obecnie|aktualn\w+|w tej chwili|w tym momencie|na ta chwile|juz|dalej|nadal|jeszcze|wciaz|dzis\w*|dzisiaj|na zywo|dzisiejsz\w+"
    r"|jutro|wieczorem|tej nocy|w nocy|now|currently|today|tonight|still|again|зараз|сьогодні|досі|вже|знову|znowu|znow|akurat)\b",
    r"\bczy to (globaln\w+|ogoln\w+|u wszystkich)|\bczy tylko (u mnie|ja|mi)\b|\btylko u mnie\b",
)
_STATE = _any(
    r"\b(dziala|dzialaja|lezy|leza|wstal\w*|padl\w*|zyje|odpowiada|awari\w+|przerw\w+|serwis\w+|niedostepn\w+|prace|stoi|up|down|working"
    r"|works|outage|maintenance|stan systemu|status ksef|stan ksef|працює|лежить|впав|аварі\w+|технічн\w+ робот\w+|wchodzi|globaln\w+)\b"
)
_WORKS = "dziala|dzila|dzaila|dizala|dziaal|dzial|dzialaa|chodzi"
"""As thumbs write it, too."""
_SYSTEM_STATE = _any(
    r"^(czy )?(ten )?(ksef|system)( \w+)? (dziala|lezy|padl|wstal|zyje)$",
    rf"^(czy |jak )?({_WORKS})( \w+)? (ten )?(ksef|system)$|^(ten )?(ksef|system) ({_WORKS})$",
    r"^(?=.*\b(teraz|obecnie|dzis\w*|w tej chwili|w tym momencie)\b).*\bczy\b.{0,30}\b(ksef|system) przyjmuje( \w+)?$",
    r"^(a |no |i |wiec |ale )*co (tam |jest |sie dzieje |sie stalo |sie porobilo |slychac )?(teraz |dzis |dzisiaj )?(u|z) (tym |tego )?"
    r"(ksef|system)[\w'-]*( teraz| dzis| dzisiaj)?$",
    r"^what ?('s|s| is) (going on|happening|wrong|up) with (the )?(ksef|system)$",
    r"^що (там |відбувається |сталося |діється )?(з|із) (ksef|ксеф|системою)$",
    r"^is ksef (up|down|working|ok)",
    r"^чи працює ksef$",
)
_SYSTEM = _any(
    r"\b(ksef\w*|system\w*|awari\w+|przerw\w+|serwis\w+|prace|ministerstw\w+|bramk\w+|latarni\w+|outage|maintenance|систем\w*"
    r"|аварі\w+|міністерств\w+|робот\w+)\b"
)
_SMALL_WORDS = _any(
    r"\b(czy|to|u|mi|mnie|i|a|w|nie|ze|sie|jest|cos|wam|was|all|is|it|the|чи|це|в|у|не|мене|albo|wszystkich|wszystkim|problem)\b"
)
_RULE_WANTED = _any(
    r"\b(gdzie|skad|jak|jaki|jaka|jakie|dlaczego|czemu|po co|where|why|how|де|як|чому|zglos\w*|znaczy|strona|stron\w*)\b",
    r"\b(faktur\w*|fv|wystaw\w*|wysla\w*|wysyl\w*|dosla\w*|dosyl\w*|termin\w*|dat[aey]|kod\w*|certyfikat\w*|klient\w*|invoice\w*|issue"
    r"|фактур\w*|виста\w*|robic|zrobic|profil\w*|zus|pue|epuap|bank\w*|poczt\w*|drukark\w*|token\w*|liczy\w*|udowodni\w*|latarnia nie)\b",
)
_QUEUE = _any(
    r"\b(ile|ktor\w+|czy|jakie|pokaz|co|status|stan)\b.{0,25}\b(moich|moje|moja|mojej|moj|moimi|mam|u mnie|nasze|naszych)\b.{0,30}"
    r"\b(faktur\w*|fv|dokument\w*|wysylk\w*|kolejc\w*)\b.{0,40}"
    r"\b(czek\w+|wisz\w+|wisi|nieprzesl\w+|niewysl\w+|numer\w*|poszl\w+|przeszl\w+|przyjet\w*|wyslan\w*|odrzuc\w+|termin\w*|doslac|doslania)",
    r"\b(ile|ktor\w+|jakie|co)\b.{0,20}\b(faktur\w*|fv|dokument\w*)?\b.{0,12}\b(czeka|czekaja|wisi|wisza)\b.{0,30}\b(wysl\w+|wysyl\w+|w kolejce|u mnie|przesl\w+)",
    r"\b(moja|mojej|moją|nasza) kolejk\w+|\bmoj\w* kolejk\w+|\bpoczekaln\w+|\bco u mnie wisi\b|\bpokaz\w* (mi )?kolejk\w+",
    r"\b(czy )?(moja|ostatnia|wczorajsza|dzisiejsza|poranna) (ostatnia )?(faktura|fv|fvka|fakturka)\b.{0,40}\b(poszl\w+|przeszl\w+|przyjet\w*|numer\w*|wyslan\w*|doszl\w*)",
    r"\b(czy )?(juz )?(poszla|przeszla|doszla) (juz )?(moja|ta|ostatnia) (faktura|fv|dla)",
    r"\bstatus (mojej|moich|ostatni\w+) \w+|\bstan (wysylki|moich|mojej)",
    r"^(ile|do kiedy) (ja )?mam (jeszcze )?(czasu|czas)( na (wyslanie|doslanie|wysylke))?( (moich|swoich|zaleglych) faktur)?$",
    r"\b(how many|which|are all|show|has|did)\b.{0,12}\b(of )?my\b.{0,12}\binvoices?\b.{0,40}\b(wait\w*|pending|queue|sent|accepted|deadline|number|go through)?",
    r"\bmy (waiting|pending|queued) invoices\b|\bmy queue\b",
    r"\b(скільки|чи|які|котра)\b.{0,20}\b(мої|моїх|моя|мою)\b.{0,20}\bфактур\w*.{0,30}\b(чека\w+|надісла\w+|прийня\w+|номер\w*|пройш\w+)",
)


_KNOWN_UNKNOWN = {
    "kara-w-mojej-sprawie": _any(
        r"\b\w+[aeiuy](lem|lam)\b.{0,80}\b(co|ile|jaka \w+) (mi|mnie|nam|nas)\b.{0,15}\b(groz\w+|zrobi\w*)",
        r"\b(co|ile|jaka \w+) (mi|mnie|nam|nas)\b.{0,15}\b(groz\w+|zrobi\w*).{0,80}\b\w+[aeiuy](lem|lam)\b",
        r"\bile (ja )?zaplace (kary|za to)\b|\bczynn\w+ zal\w*",
    ),
    "korekta-jpk": _any(
        r"\bjpk\w*\b.{0,40}\b(skoryg\w+|popraw\w+)",
        r"\b(skoryg\w+|popraw\w+|korekt\w+)( \w+)? jpk",
    ),
    "instrukcja-innego-programu": _any(
        r"\b(optim\w+|comarch\w*|subiek\w+|enov\w+|symfoni\w+|fakturowni\w*|infak\w+|ifirm\w+|rewizor\w*|streamsoft\w*|saldeo\w*"
        r"|program(ie|u) \w*ksiegow\w+)\b.{0,60}\b(przycisk\w*|klik\w+|wlacz\w+|ustaw\w+|opcj\w+|menu|ikon\w*|zakladk\w*)",
        r"\b(przycisk\w*|klik\w+|wlacz\w+|ustaw\w+|opcj\w+|menu|ikon\w*|zakladk\w*)\b.{0,40}"
        r"\b(optim\w+|comarch\w*|subiek\w+|enov\w+|symfoni\w+|fakturowni\w*|infak\w+|ifirm\w+|rewizor\w*|streamsoft\w*|saldeo\w*)\b",
    ),
}
"""What is told by its shape and is for a person: a name of a program has forms that no dictionary knows, and a penalty of
one's own differs from the law about penalties only by telling what the person did ("wystawiłem")."""


def known_unknown(text: str) -> str | None:
    """The id of the stub that hands such a question to a person, None when its shape does not tell."""
    plain = " ".join(folded(text).split())
    return next((name for name, shape in _KNOWN_UNKNOWN.items() if shape.search(plain)), None)


def route(text: str) -> Route | None:
    """The way out without a search, None when the question is to be looked up."""
    plain = " ".join(folded(text).split())
    spoken = words(text)
    if not spoken:
        return Route(Kind.REFUSED, Why.EMPTY)
    if _PASTED.search(plain) or _is_an_invoice(plain, spoken):
        return Route(Kind.REFUSED, Why.PASTED)
    if _ORDERS.search(plain):
        return Route(Kind.REFUSED, Why.ORDERS)
    if _ABUSE.search(plain) and not words(without_courtesy(_ABUSE.sub(" ", plain)))[2:]:
        return Route(Kind.REFUSED, Why.ABUSE)
    if not words(_SMALL_TALK.sub(" ", without_courtesy(plain)))[1:] and _greets(plain):
        return Route(Kind.GREETING, Why.ASKED_FOR)
    return _of_facts(without_courtesy(plain))


def without_courtesy(plain: str) -> str:
    """A folded text without the greetings and thanks around it."""
    return " ".join(_POLITE.sub(" ", plain).split())


def _is_an_invoice(plain: str, spoken: list[str]) -> bool:
    return len(spoken) >= _SO_LONG and sum(word in plain for word in _OF_AN_INVOICE) >= _SO_MUCH_OF_IT


def _greets(plain: str) -> bool:
    rest = words(_SMALL_TALK.sub(" ", without_courtesy(plain)))
    return bool(_SMALL_TALK.search(plain)) or (not rest and bool(_POLITE.search(plain)))


def _of_facts(plain: str) -> Route | None:
    length = len(plain.split())
    if _HUMAN.search(plain):
        return Route(Kind.HUMAN, Why.ASKED_FOR)
    bare = plain.rstrip("?!. ")
    if length <= LONGEST_QUEUE and _QUEUE.search(bare):
        return Route(Kind.QUEUE, Why.ASKED_FOR)
    if length <= LONGEST_LIVE and (_is_live(bare) or _SYSTEM_STATE.search(bare)):
        return Route(Kind.LIVE, Why.ASKED_FOR)
    return None


def _is_live(plain: str) -> bool:
    if not (_NOW.search(plain) and _STATE.search(plain)) or _RULE_WANTED.search(plain):
        return False
    return bool(_SYSTEM.search(plain)) or not words(
        _SMALL_WORDS.sub(" ", _STATE.sub(" ", _NOW.sub(" ", plain)))
    )
