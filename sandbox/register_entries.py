"""Who is in the taxpayer register: a few fixed entries, and an invented one for every other number."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from .register_digits import nrb

BANK = "99900012"
VIRTUAL_BANK = "99900025"
ABSENT = "9990002007"
REMOVED = "9990001143"
ACTIVE, EXEMPT, UNREGISTERED = STATUSES = ("Czynny", "Zwolniony", "Niezarejestrowany")


@dataclass(frozen=True)
class Entry:
    """One subject of the register; `is_person` puts the address where the register has it for natural persons."""

    nip: str
    name: str
    address: str
    regon: str
    status: str = ACTIVE
    krs: str | None = None
    is_person: bool = False
    registered: str = "2019-05-06"
    removed: str | None = None
    accounts: tuple[str, ...] = ()
    virtual_prefix: str = ""
    representatives: tuple[tuple[str, str], ...] = field(default=())

    def view(self) -> dict[str, Any]:
        """The subject as the register sends it, in its order of fields."""
        return {
            "name": self.name,
            "nip": self.nip,
            "statusVat": self.status,
            "regon": self.regon,
            "pesel": None,
            "krs": self.krs,
            "residenceAddress": self.address if self.is_person else None,
            "workingAddress": None if self.is_person else self.address,
            "representatives": [_person(*names) for names in self.representatives],
            "authorizedClerks": [],
            "partners": [],
            "registrationLegalDate": self.registered,
            "registrationDenialBasis": None,
            "registrationDenialDate": None,
            "restorationBasis": None,
            "restorationDate": None,
            "removalBasis": "Art. 96 ust. 7ba" if self.removed else None,
            "removalDate": self.removed,
            "exemptionSmeDate": None,
            "accountNumbers": list(self.accounts),
            "hasVirtualAccounts": bool(self.virtual_prefix),
        }

    def owns(self, account: str) -> bool:
        """Tell whether an account is assigned; virtual ones are not listed, yet they count."""
        return account in self.accounts or bool(
            self.virtual_prefix and account[2:].startswith(self.virtual_prefix)
        )


def _person(first: str, last: str) -> dict[str, str | None]:
    return {"companyName": None, "firstName": first, "lastName": last, "nip": None, "pesel": None}


FIXED = {
    each.nip: each
    for each in (
        Entry(
            "9990001137",
            "LATARNIA MORSKA SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
            "PORTOWA 1/2, 00-999 PRZYKŁADOWO",
            "990000016",
            krs="0009990001",
            accounts=("96999000120000000000000001",),
        ),
        Entry(
            "9990001114",
            "ŻANETA PRZYKŁADOWA",
            "ŁĄKOWA 7, 00-998 GĘŚLE",
            "990000022",
            status=EXEMPT,
            is_person=True,
            registered="2021-01-04",
            accounts=("69999000120000000000000002",),
        ),
        Entry(
            "9990001120",
            "ZAKŁADY WIRTUALNE SPÓŁKA AKCYJNA",
            "RYNEK 3, 00-997 MASKOWICE",
            "990000039",
            krs="0009990003",
            registered="2004-05-01",
            accounts=("08999000250000000000000003",),
            virtual_prefix=VIRTUAL_BANK,
        ),
        Entry(
            REMOVED,
            "GRUPOWA SPÓŁKA AKCYJNA",
            "PLAC GRUPY 4, 00-996 WSPÓLNA",
            "990000045",
            status=UNREGISTERED,
            krs="0009990004",
            registered="1996-01-01",
            removed="2026-03-31",
            representatives=(("JAN", "PRZYKŁADOWY"),),
        ),
    )
}

FIRST = [
    "ANNA",
    "EWA",
    "MARTA",
    "ZOFIA",
    "HALINA",
    "IWONA",
    "JAN",
    "PIOTR",
    "TOMASZ",
    "MAREK",
    "ADAM",
    "KAROL",
]
LAST = [
    "WIERZBA",
    "DĄBEK",
    "KLON",
    "BRZOZA",
    "KALINA",
    "OLSZA",
    "LESZCZYNA",
    "JARZĘBINA",
    "JAŁOWIEC",
    "SOSNA",
    "MODRZEW",
    "GRABIEC",
]
TITLES = (
    "BURSZTYNOWY BRZEG",
    "ZIELONY MOST",
    "CICHA PRZYSTAŃ",
    "JASNE OKNO",
    "SŁONECZNY STOK",
    "DOBRA PARA",
    "BIAŁY BOCIAN",
    "NOWA MIARA",
    "STARY MŁYN",
    "PÓŁNOCNY WIATR",
    "ZŁOTA NITKA",
    "PROSTA DROGA",
    "KAMIENNY KRĄG",
    "LEŚNA POLANA",
    "WYSOKI BRZEG",
    "CZYSTY DŹWIĘK",
)
TRADES = (
    "TRANSPORT",
    "PIEKARNIA",
    "DORADZTWO",
    "OGRODY",
    "DRUKARNIA",
    "MEBLE",
    "BUDOWNICTWO",
    "OPROGRAMOWANIE",
    "HANDEL",
    "ELEKTRYKA",
    "CATERING",
    "SZKOLENIA",
)
FORMS = (
    "SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
    "SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
    "SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
    "SPÓŁKA AKCYJNA",
    "SPÓŁKA KOMANDYTOWA",
)
STREETS = [
    "DŁUGA",
    "POLNA",
    "LIPOWA",
    "SŁOWIAŃSKA",
    "KRÓTKA",
    "MOSTOWA",
    "WIDOK",
    "OGRODOWA",
    "KLONOWA",
    "JASNA",
    "SPACEROWA",
    "PRZEMYSŁOWA",
]
PLACES = (
    "00-991 BRZEZINKI WIELKIE",
    "00-992 ŁĘGOWO",
    "00-993 ŻABIENIEC DOLNY",
    "00-994 MODRA GÓRA",
    "00-995 STUDZIANKA",
    "00-990 ZATOCZEK",
    "00-989 KAMIENNE POLE",
    "00-988 NOWY WĄWÓZ",
)


def entry_of(nip: str) -> Entry | None:
    """The entry of a NIP with a right check digit; None for the one that is not in the register."""
    if nip == ABSENT:
        return None
    return FIXED.get(nip) or _invented(nip)


def entry_with_regon(regon: str) -> Entry | None:
    """The fixed entry with this REGON; invented ones cannot be found backwards."""
    return next((each for each in FIXED.values() if regon.startswith(each.regon)), None)


def entry_with_account(account: str) -> Entry | None:
    """The entry that lists an account; invented accounts contain the NIP of their owner."""
    for each in FIXED.values():
        if account in each.accounts:
            return each
    entry = entry_of(account[-10:]) if account[2:10] == BANK else None
    return entry if entry is not None and account in entry.accounts else None


def _invented(nip: str) -> Entry:
    seed = hashlib.sha256(nip.encode()).digest()
    address = f"{STREETS[seed[0] % len(STREETS)]} {seed[1] % 90 + 1}, {PLACES[seed[2] % len(PLACES)]}"
    registered = f"{2004 + seed[3] % 20}-{seed[4] % 12 + 1:02d}-{seed[5] % 28 + 1:02d}"
    account = nrb(BANK, f"000000{nip}")
    regon = _regon(f"99{int.from_bytes(seed[6:9]) % 1_000_000:06d}")
    entry = Entry(nip, "", address, regon, registered=registered, accounts=(account,))
    if seed[9] % 4 == 0:
        name = f"{FIRST[seed[10] % len(FIRST)]} {LAST[seed[11] % len(LAST)]}"
        return replace(entry, name=name, is_person=True)
    title = (
        f"{TITLES[seed[10] % len(TITLES)]} {TRADES[seed[11] % len(TRADES)]} {FORMS[seed[12] % len(FORMS)]}"
    )
    return replace(entry, name=title, krs=f"000{int.from_bytes(seed[13:16]) % 10_000_000:07d}")


def _regon(eight: str) -> str:
    weights = (8, 9, 2, 3, 4, 5, 6, 7)
    digit = sum(weight * int(each) for weight, each in zip(weights, eight, strict=True)) % 11 % 10
    return f"{eight}{digit}"
