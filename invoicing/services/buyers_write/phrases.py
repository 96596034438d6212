"""How buyers say what they want, in Polish, English and Ukrainian; patterns over folded text, one sentence at a time.

Every gap is bounded, so that nobody's letter keeps us busy.
"""

from __future__ import annotations

import re

_PAPER = (
    r"(?:faktur\w*|fv\b|rachun\w*|zalaczni\w*|pdf\w*|dokument\w*|plik\w*|wizualizacj\w*|invoice\w*|attachment\w*|document\w*"
    r"|file\b|рахун\w*|фактур\w*|вкладен\w*|інвойс\w*|файл\w*|документ\w*)"
)
_WORDS = r"(?:[^\s]+ ){0,3}"
_SEEN_PL = (
    r"(?:widz\w+|mam(?:y)?|ma\b|otrzyma\w+|dosta\w+|dosz\w+|dotar\w+|przysz\w+|wplyn\w+|znalaz\w+|znajduj\w+|odnalaz\w+"
    r"|mog\w+ (?:znalezc|odnalezc|otworzyc|pobrac|odczytac)|da sie otworzyc|otwiera\w*|otworzy\w*|bylo|jest dolaczon\w+)"
)
_NOT_EN = r"(?:not|never|no|haven['’]t|hasn['’]t|didn['’]t|don['’]t|doesn['’]t|can['’]t|cannot|couldn['’]t|wasn['’]t|won['’]t)"
_SEEN_EN = r"(?:see|seen|receive\w*|get|got|gotten|find|found|open|opened|download|arriv\w*|have|attached|come|came)\b"
_SEEN_UK = (
    r"(?:бачу|бачимо|отрима\w+|одержа\w+|маю|маємо|знайш\w+|знаходж\w+|можу (?:знайти|відкрити)|можемо (?:знайти|відкрити)"
    r"|прийш\w+|дійш\w+|надійш\w+|відкрива\w+)"
)
_ANEW = r"(?:jeszcze raz|ponown\w+|raz jeszcze|again|once more|ще раз|повторно|знову)"
_SEND = (
    r"(?:wysl\w*|wysyl\w*|przesl\w*|przesyl\w*|podesl\w*|podsyl\w*|dosl\w*|send|resend|re-send|forward|email|надішл\w*|надісл\w*|вишл\w*"
    r"|перешл\w*|скин\w*|надсил\w*)"
)
_BAD_PL = r"(?:zl[yaej]\w*|bledn\w*|niepoprawn\w*|nieprawidlow\w*|niewlasciw\w*|nieaktualn\w*|pomylon\w*|star[yaej]\w*|inn[yaej]\w*|cudz[yae]\w*)"
_BAD_EN = r"(?:wrong|incorrect|invalid|bad|mistaken|outdated|old|not (?:ours|our|correct|right)|isn['’]t (?:ours|correct|right))"
_BAD_UK = r"(?:неправильн\w*|невірн\w*|помилков\w*|хибн\w*|чуж\w*|стар\w*|не наш\w*|не той)"
_MISTAKE = r"(?:blad\w*|bled\w*|pomylk\w*|literowk\w*|typo|mistake|error|помилк\w*)"
_NIP = r"(?:nip\w*|ніп\w*|vat (?:number|id|no)\b|tax (?:number|id|no)\b|numer\w* podatkow\w*|податков\w+ номер\w*|єдрпоу|едрпоу)"
_SUM = r"(?:kwot\w*|sum[aeyio]\w*|cen[aeyio]\w*|wartosc\w*|stawk\w*|amount\w*|price\w*|total|rate|сум\w*|цін\w*|вартіст\w*|ставк\w*)"
_OFF = (
    r"(?:nie (?:zgadza\w*|taka|taki|tyle|odpowiada)|niezgodn\w*|inn[ay]\w* niz|za wysok\w*|za duz\w*|zawyzon\w*|too (?:high|much)|higher than"
    r"|differ\w*|(?:doesn['’]t|does not) (?:match|agree)|not what|не (?:збіга\w*|сход\w*|відповід\w*|та\b)|завищен\w*|завелик\w*|інша ніж)"
)
_PAY = (
    r"(?:zaplac\w*|plac\w*|platnos\w*|oplac\w*|wplac\w*|uregul\w*|przelew\w*|przela\w*|termin\w*|pay\w*|paid|due|settle|оплат\w*|сплат\w*"
    r"|заплат\w*|термін\w*)"
)
_COSTLY = r"(?:kosztuj\w+|so (?:much|high|expensive)|more|charged|cost\w*|стільки|дорог\w+|більше|нарах\w+|грн|злотих|коштує)"

NOT_SEEN = (
    rf"\bnie {_WORDS}?{_SEEN_PL} (?:(?!uwag|pytan|zastrzez|mozliwos)\S+ ){{0,4}}?{_PAPER}",
    rf"{_PAPER} (?:\S+ ){{0,5}}?nie {_WORDS}?{_SEEN_PL}",
    rf"\b(?:brak\w*|bez)\b (?:\S+ ){{0,2}}?{_PAPER}|{_PAPER} (?:\S+ ){{0,4}}?(?:brak\b|zagin\w+|przepad\w+|uszkodzon\w+|pust\w+)",
    rf"\bpust\w+ {_PAPER}|\b(?:zgubi|skasowa|usun)\w+ (?:\S+ ){{0,3}}?{_PAPER}",
    r"\bnic (?:\S+ ){0,3}?nie (?:\S+ )?(?:dosz|dotar|przysz|wplyn|otrzyma|dosta)\w+|^nie dosz\w+$|^nie dotar\w+$",
    rf"\bgdzie (?:\S+ ){{0,3}}?{_PAPER}",
    rf"\b{_NOT_EN} (?:\S+ ){{0,2}}?{_SEEN_EN} (?:\S+ ){{0,5}}?{_PAPER}",
    rf"{_PAPER} (?:\S+ ){{0,4}}?{_NOT_EN} (?:\S+ ){{0,2}}?{_SEEN_EN}",
    rf"\b(?:missing|empty|no|broken) {_PAPER}|{_PAPER} (?:is|was|seems) (?:missing|empty|lost|broken|corrupt\w*)|\blost (?:\S+ ){{0,2}}?{_PAPER}",
    rf"\bwhere(?: is|['’]s) (?:\S+ ){{0,2}}?{_PAPER}|\b(?:did not|didn['’]t|haven['’]t) (?:get|receive\w*) (?:anything|it)\b",
    rf"\bне (?:\S+ ){{0,2}}?{_SEEN_UK} (?:\S+ ){{0,4}}?{_PAPER}|{_PAPER} (?:\S+ ){{0,4}}?не (?:\S+ )?{_SEEN_UK}",
    rf"\b(?:немає|нема|без|загубив|загубила|загубили) (?:\S+ ){{0,2}}?{_PAPER}|\bде (?:\S+ ){{0,2}}?{_PAPER}|{_PAPER} (?:порожн\w+|загубил\w+)",
    r"\bнічого (?:\S+ )?не (?:прийшло|надійшло|отримав\w*|отримала|отримали)",
)
DUPLICATE = (
    r"\bduplika\w+|\bduplicat\w+|дублікат\w*",
    rf"\b(?:kopi[aeio]\w*|copy|copies|копі\w+) (?:\S+ ){{0,3}}?{_PAPER}",
    rf"{_SEND} (?:\S+ ){{0,5}}?{_ANEW}|{_ANEW} (?:\S+ ){{0,4}}?{_SEND}|{_ANEW} (?:\S+ ){{0,2}}?{_PAPER}|{_PAPER} {_ANEW}",
    rf"\b(?:{_SEND}) (?:(?!potwierdz|zamowien|przelew|confirmation|order)\S+ ){{0,4}}?{_PAPER}",
    rf"\b(?:resend|re-send)\b|\b(?:poprosze|prosze|prosimy|prosba|poprosimy|prosic|poprosic|prosilbym|prosilabym) o (?:\S+ ){{0,3}}?(?:{_PAPER}|kopi[eai]\w*)",
)
WRONG_NIP = (
    rf"{_BAD_PL} (?:\S+ ){{0,3}}?{_NIP}|{_NIP} (?:\S+ ){{0,4}}?(?:{_BAD_PL}|nie (?:\S+ )?zgadza|nie nasz\w*|nie jest nasz\w*)",
    rf"\bnie (?:ten|nasz|moj|jest to nasz) {_NIP}|{_MISTAKE} (?:\S+ ){{0,3}}?{_NIP}|{_NIP} (?:\S+ ){{0,3}}?{_MISTAKE}",
    rf"\b(?:popraw\w*|zmian\w*|zmien\w*|skoryg\w*|correct|change|fix|виправ\w*|змін\w*) (?:\S+ ){{0,3}}?{_NIP}",
    rf"\b{_BAD_EN} (?:\S+ ){{0,3}}?{_NIP}|{_NIP} (?:\S+ ){{0,5}}?{_BAD_EN}",
    rf"\b{_BAD_UK} (?:\S+ ){{0,2}}?{_NIP}|{_NIP} (?:\S+ ){{0,4}}?{_BAD_UK}",
    r"\bna (?:zla|inna|niewlasciwa|nie te|nie nasza) firm\w+|\bwrong company\b|\bна (?:іншу|не ту|чужу) (?:фірму|компанію)",
)
WHEN_DUE = (
    rf"\b(?:kiedy|do kiedy|na kiedy|jaki|jak dlugo|w jakim terminie|do ktorego) (?:\S+ ){{0,6}}?{_PAY}",
    r"\bile (?:mam|mamy|jest) (?:\S+ )?(?:czasu|dni)|^termin(?: platnosci| zaplaty)?$|^do kiedy$|^kiedy termin$",
    rf"\b(?:when|by when|until when|what) (?:\S+ ){{0,6}}?(?:due|{_PAY})|\bdue date\b|\bpayment (?:term|deadline|date)",
    rf"\b(?:коли|до коли|який|до якого|яка) (?:\S+ ){{0,6}}?(?:{_PAY})|^термін (?:оплати|сплати)$",
)
NOT_WHEN_DUE = re.compile(
    r"przedluz|przesun|odrocz|prolong|pozniej|na raty|rozlozy|extend|extension|postpone|later|instal|продовж|відстроч|перенес|пізніше"
    r"|dostaw|realizac|deliver|достав|корект|korekt"
)
WHY_AMOUNT = (
    rf"\b(?:dlaczego|czemu|skad|z czego|za co|why|how come|чому|звідки|за що) (?:\S+ ){{0,8}}?(?:{_SUM}|tyle|drog\w+|wiecej|dolicz\w+|nalicz\w+|zl\b|pln\b|{_COSTLY})",
    rf"{_SUM} (?:\S+ ){{0,6}}?(?:{_OFF}|{_BAD_PL}|{_BAD_EN}|{_BAD_UK})|(?:{_OFF}|{_BAD_PL}|{_BAD_EN}|{_BAD_UK}) (?:\S+ ){{0,3}}?{_SUM}",
    rf"{_MISTAKE} (?:\S+ ){{0,3}}?{_SUM}|\bumawial\w+ sie na|\bustalal\w+ (?:\S+ )?(?:inn\w+ )?{_SUM}|\bmial\w* byc (?:\S+ ){{0,3}}?(?:zl|pln|taniej|mniej)\b",
    r"\bwe agreed (?:on|upon|to)\b|\bovercharg\w+|\bcharged (?:us |me )?too much|\bдомовля\w+ (?:на|про)|\bmial\w* byc (?:\d|taniej|mniej)|\bмало бути",
    r"\b(?:dlaczego|czemu|why|чому) \d|\bza drogo\b|\bco to za (?:kwota|pozycja|oplata)|\bwhat is this (?:charge|amount|fee)|\bщо це за (?:сума|позиція|оплата)",
)
PAID = (
    r"\b(?:zaplacon\w*|oplacon\w*|uregulowan\w*|przelan\w*|zaksiegowan\w*|rozliczon\w*)",
    r"\b(?:zaplaci|oplaci|uregulowa|przela|wplaci)l\w*|\bprzelew (?:\S+ ){0,2}?(?:poszed\w*|wyszed\w*|zrobi\w+|wykona\w+|zleco\w+|wysla\w+|zosta\w+|jest)",
    r"\b(?:zrobi|wykona|zleci|wysla)l\w* (?:\S+ ){0,2}?przelew|\bplatnosc (?:\S+ ){0,2}?(?:posz\w+|wykona\w+|zrealizowa\w+|zosta\w+|dokona\w+)",
    r"\bpotwierdzeni\w+ (?:\S+ )?(?:przelew\w*|zaplat\w*|platnosc\w*|wplat\w*)|\bpieniadze (?:\S+ ){0,2}?(?:wysla\w+|przela\w+|posz\w+)",
    r"\b(?:paid|settled|transferred|wired)\b|\bpayment (?:\S+ ){0,3}?(?:made|sent|done|executed|completed|confirm\w+)|\bmade the payment|\bproof of payment",
    r"\b(?:оплач\w+|сплач\w+|заплачен\w*|заплати(?:в|ла|ли)|оплати(?:в|ла|ли)|сплати(?:в|ла|ли)|переказа\w+|перерахув\w+|перерахован\w+)\b",
    r"\bплатіж (?:\S+ ){0,3}?(?:зроблен\w*|відправлен\w*|проведен\w*|здійснен\w*|надіслан\w*)|\bпідтвердження (?:оплати|платежу)",
)
NOT_PAID = re.compile(
    r"\b(?:nie|zostanie|zostana|bedzie|beda|czy|jesli|jezeli|gdy|gdyby|kiedy|jak|aby|zeby|dopiero|jutro|not|n['’]t|haven['’]t|hasn['’]t|wasn['’]t"
    r"|isn['’]t|will|when|if|until|once|cannot|can['’]t|how|to be|не|буде|будуть|чи|якщо|коли|щоб|завтра|до того як)\b"
)
NOT_DUPLICATE = re.compile(
    r"koryg|korekt|pro ?form|zaliczk|note |umow|ofert|zamowien|credit note|correct|order\b|коригу|корект|аванс|договір"
    r"|popraw|zmian|zmien|anul|wystawi(?!on)|uzupeln|wycof|usun|inny adres|innego adres|chang|cancel|amend|issue|виправ|змін|скас|анул|вистав(?!л)"
)
"""Another paper than the one that was sent, or another deed: a person answers that."""
