"""Letters that nobody wrote, by their words: out of office, "we have got your message", in Polish, English and Ukrainian."""

from __future__ import annotations

import re

_READ = 1500  # characters: such letters say it at their beginning
_SUBJECT = re.compile(
    r"auto-?odpowied[zź]|odpowied[zź] automatyczna|automatyczna odpowied[zź]|potwierdzenie (?:otrzymania|przeczytania)|poza biurem|nieobecno[sś][cć]\b"
    r"|jestem na urlopie|^(?:re:|odp:)?\s*urlop\b|auto(?:matic)?[ -]?(?:reply|response|answer)|out[ -]of[ -](?:the )?office|on (?:vacation|annual leave|holiday)"
    r"|\bI am away\b|away from (?:the|my) (?:office|desk)|автовідповід|автоматична відповідь|поза офісом|у відпустці|не в офісі"
    r"|abwesenheit|automatische antwort|r[ée]ponse automatique|автоответ|^\W*(?:read|delivered|undeliverable|niedostarczone|przeczytano):",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"(?:wiadomo[sś][cć]|mail|list|odpowied[zź])\s+(?:ta |to |ten )?(?:jest |zosta[lł]a? |by[lł]a? )?(?:wygenerowan\w+ |wys[lł]an\w+ )?automatyczn\w+"
    r"|automatyczn\w+ (?:odpowied[zź]|wiadomo[sś][cć]|potwierdzenie)|wygenerowan\w+ automatycznie|(?:prosimy|proszę) (?:na nią |na niego |o )?nie ?odpowiada[cćnj]\w*"
    r"|autoresponder|(?:this is an?|this) (?:automat\w+|auto-?generated) (?:e-?mail |mail )?(?:reply|response|message|notification|e-?mail)"
    r"|automatically generated|do not reply to this|please do not (?:reply|respond)|(?:zgłoszenie|wiadomość) został[oa]? (?:zarejestrowan|przyjęt)\w+"
    r"|(?:your (?:request|message|ticket)|ticket) (?:\S+ )?has been (?:received|registered|created)|skrzynka (?:ta )?nie jest (?:obsługiwana|monitorowana)"
    r"|автоматичн\w+ (?:відповідь|повідомлення)|не відповідайте на (?:це|цей)|(?:звернення|запит) (?:\S+ )?зареєстрован",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"(?:jestem|b[ęe]d[ęe]|przebywam|przebywa[ćc]?) (?:obecnie |teraz |w tej chwili )?(?:na (?:urlopie|zwolnieniu|l4|wakacjach|delegacji)|nieobecn\w+|poza biurem|poza firm[ąa])"
    r"|przebywam na urlopie|(?:out of|away from) (?:the|my) office|on (?:vacation|holiday|annual leave|maternity leave|sick leave|parental leave)|currently away"
    r"|(?:я |перебуваю |буду )?(?:у відпустці|на лікарняному|у відрядженні|поза офісом|відсутн\w+)|limited access to (?:my )?e-?mail",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:wr[óo]c[ęe]|wracam|powr[óo]c\w+|do dnia|do \d|od \d|od dnia|odpowiem|odpisz[ęe]|zast[ęe]puj\w+|pod moj[ąa] nieobecno[sś][cć]|w (?:sprawach|przypadku|razie) (?:bardzo )?(?:piln|nag[lł])\w+"
    r"|w pilnych sprawach|(?:return|be back|back) (?:on|to|in)|until|till|from \d|upon my return|when i return|in my absence|urgent|please contact|will (?:reply|respond)"
    r"|повернусь|повернуся|до \d|з \d|термінов\w+|відповім|замінює|звертайтеся)",
    re.IGNORECASE,
)


def subject_of_a_robot(subject: str) -> bool:
    """Whether a subject is one that machines write.

    >>> subject_of_a_robot("Automatic reply: Faktura FV/2026/11/1"), subject_of_a_robot("Re: Faktura FV/2026/11/1")
    (True, False)
    """
    return _SUBJECT.search(" ".join(subject.split())[:300]) is not None


def sounds_automatic(words: str) -> bool:
    """Whether words say that a machine answers; that somebody is away needs a second sign beside it.

    >>> sounds_automatic("Do 5.12 jestem na urlopie. W pilnych sprawach proszę o kontakt z biurem.")
    True
    >>> sounds_automatic("Ania jest na urlopie, proszę przesłać fakturę do mnie.")
    False
    """
    said = " ".join(words[:_READ].split())
    if _SAYS_SO.search(said):
        return True
    return _AWAY.search(said) is not None and _BACK.search(said) is not None
