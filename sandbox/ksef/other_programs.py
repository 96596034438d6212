"""Invoices that other firms send with programs of their own: nobody logs in here for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

from .document import Document, number_if_readable
from .files import read_file
from .identity import Identity
from .logins import TOKEN_METHOD, Login
from .office import Office
from .pipeline import Pipeline
from .records import SESSION_LIFE, Archive, OnlineSession, SentInvoice
from .reference import nip_is_valid
from .statuses import Refusal
from .wire import sha256_base64
from .xades import Context

_GROSZ = Decimal("0.01")
_LATEST_TERM = timedelta(days=14)
_FA3 = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/">
<Naglowek><KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza>
<WariantFormularza>3</WariantFormularza><DataWytworzeniaFa>{day}T08:00:00Z</DataWytworzeniaFa>
<SystemInfo>Inny program</SystemInfo></Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>{seller_nip}</NIP><Nazwa>{seller_name}</Nazwa></DaneIdentyfikacyjne>
<Adres><KodKraju>PL</KodKraju><AdresL1>ul. Składowa 5</AdresL1><AdresL2>00-999 Przykładowo</AdresL2></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne><NIP>{buyer_nip}</NIP><Nazwa>{buyer_name}</Nazwa></DaneIdentyfikacyjne>
<Adres><KodKraju>PL</KodKraju><AdresL1>Portowa 1/2</AdresL1></Adres><JST>2</JST><GV>2</GV></Podmiot2>{third}
<Fa><KodWaluty>{currency}</KodWaluty><P_1>{day}</P_1><P_2>{number}</P_2><P_6>{day}</P_6>
<P_13_1>{net}</P_13_1><P_14_1>{vat}</P_14_1><P_15>{gross}</P_15>
<Adnotacje><P_16>2</P_16><P_17>2</P_17><P_18>2</P_18><P_18A>2</P_18A><Zwolnienie><P_19N>1</P_19N></Zwolnienie>
<NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu><P_23>2</P_23><PMarzy><P_PMarzyN>1</P_PMarzyN></PMarzy>
</Adnotacje><RodzajFaktury>VAT</RodzajFaktury>
<FaWiersz><NrWierszaFa>1</NrWierszaFa><P_7>{what}</P_7><P_8A>szt.</P_8A><P_8B>1</P_8B><P_9A>{net}</P_9A>
<P_11>{net}</P_11><P_12>23</P_12></FaWiersz>
<Platnosc><TerminPlatnosci><Termin>{due}</Termin></TerminPlatnosci><FormaPlatnosci>6</FormaPlatnosci>
<RachunekBankowy><NrRB>{account}</NrRB></RachunekBankowy></Platnosc></Fa></Faktura>"""
_THIRD = """<Podmiot3><DaneIdentyfikacyjne><NIP>{nip}</NIP><Nazwa>Odbiorca</Nazwa></DaneIdentyfikacyjne>
<Adres><KodKraju>PL</KodKraju><AdresL1>Portowa 1/2</AdresL1></Adres><Rola>2</Rola></Podmiot3>"""


@dataclass(frozen=True)
class Wish:
    """An invoice that another firm shall send; `gross` includes 23 % VAT, `third_nip` is a recipient beside the buyer."""

    seller_nip: str
    seller_name: str
    buyer_nip: str
    number: str
    gross: Decimal
    account: str
    buyer_name: str = "Latarnia Morska sp. z o.o."
    third_nip: str | None = None
    issued: date | None = None
    due: date | None = None
    what: str = "Liny cumownicze"
    currency: str = "PLN"

    def document(self, today: date) -> bytes:
        """The FA(3) file.

        Raises:
            ValueError: a NIP or the sum cannot be.
        """
        for nip in filter(None, (self.seller_nip, self.buyer_nip, self.third_nip)):
            if not nip_is_valid(nip):
                raise ValueError(f"{nip} is no NIP")
        if not self.gross.is_finite() or not 0 < self.gross < 10**12:
            raise ValueError("the gross sum must be above zero")
        gross = self.gross.quantize(_GROSZ)
        net = (gross / Decimal("1.23")).quantize(_GROSZ, ROUND_HALF_UP)
        day = self.issued or today
        said = {
            "seller_nip": self.seller_nip,
            "seller_name": self.seller_name,
            "buyer_nip": self.buyer_nip,
            "buyer_name": self.buyer_name,
            "number": self.number,
            "what": self.what,
            "currency": self.currency,
            "account": self.account,
            "day": day.isoformat(),
            "due": (self.due or day + _LATEST_TERM).isoformat(),
            "net": str(net),
            "vat": str(gross - net),
            "gross": str(gross),
        }
        third = _THIRD.format(nip=self.third_nip) if self.third_nip else ""
        return _FA3.format(third=third, **{name: escape(value) for name, value in said.items()}).encode()


class OtherPrograms:
    """Puts their invoices into KSeF as if they had been sent in a session of their own."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office, self._archive = office, archive
        self._pipeline = Pipeline(office, archive)

    def send(self, content: bytes, nip: str | None = None) -> str:
        """The KSeF number that the document gets; `nip` is the sender, by default its seller.

        Raises:
            ValueError: KSeF refuses the document, with its reasons.
        """
        root = read_file(content)
        if isinstance(root, Refusal) or not number_if_readable(root):
            raise ValueError("this is no document of an invoice")
        session = self._session(nip or Document(root).seller_nip)
        invoice = SentInvoice(
            reference=self._office.reference("EE"),
            ordinal=1,
            session=session,
            invoice_hash=sha256_base64(content),
            invoice_size=len(content),
            encrypted=b"",
            received_at=self._office.now(),
            plain=content,
        )
        session.invoices.append(invoice)
        self._archive.invoices.append(invoice)
        self._pipeline.settle(invoice)
        if not invoice.is_accepted:
            details = invoice.refusal.details if invoice.refusal else ()
            raise ValueError(f"KSeF refuses it with {invoice.code}: {'; '.join(details)}")
        invoice.stored_at = self._office.now()
        return str(invoice.ksef_number)

    def _session(self, nip: str) -> OnlineSession:
        now = self._office.now()
        sender = Identity("Nip", nip)
        login = Login(
            self._office.reference("AU"), Context("Nip", nip), sender, TOKEN_METHOD, now, ("Nip", nip)
        )
        reference = self._office.reference("SO")
        session = OnlineSession(
            reference, login, now, now, now + SESSION_LIFE, None, b"", checks_identifiers=False
        )
        self._archive.sessions[reference] = session
        return session
