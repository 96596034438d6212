"""The paper of an official receipt says all that the receipt says, and carries it."""

import io

import pikepdf
import pytest

from invoicing.model.errors import InvalidDocument
from ksef.upo_view import is_receipt, read_receipt
from templates.completeness.page_text import PageText, body_text
from templates.pdf import draw_receipt
from templates.sheet import Sheet
from templates.values import grouped_nip

_DOCUMENT = (
    "<Dokument><NipSprzedawcy>9990001137</NipSprzedawcy><NumerKSeFDokumentu>9990001137-20261120-{0:012X}-26</NumerKSeFDokumentu>"
    "<NumerFaktury>FV/2026/11/{0}</NumerFaktury><DataWystawieniaFaktury>2026-11-20</DataWystawieniaFaktury>"
    "<DataPrzeslaniaDokumentu>2026-11-20T10:{0:02}:01.1Z</DataPrzeslaniaDokumentu><DataNadaniaNumeruKSeF>2026-11-20T11:{0:02}:30Z</DataNadaniaNumeruKSeF>"
    "<SkrotDokumentu>c2tyw7N0{0:04}a1b2c3==</SkrotDokumentu><TrybWysylki>Offline</TrybWysylki></Dokument>"
)


def upo(documents: int, pages: str = "") -> bytes:
    body = "".join(_DOCUMENT.format(at) for at in range(1, documents + 1))
    return (
        '<?xml version="1.0" encoding="utf-8"?><Potwierdzenie xmlns="http://upo.schematy.mf.gov.pl/KSeF/v4-3">'
        "<NazwaPodmiotuPrzyjmujacego>Ministerstwo Finansów</NazwaPodmiotuPrzyjmujacego><NumerReferencyjnySesji>20261120-SO-0123456789-ABCDEF0123-4F</NumerReferencyjnySesji>"
        "<Uwierzytelnienie><IdKontekstu><Nip>9990001137</Nip></IdKontekstu><SkrotDokumentuUwierzytelniajacego>ZG93w7NkLXBva29q=</SkrotDokumentuUwierzytelniajacego></Uwierzytelnienie>"
        f"{pages}<NazwaStrukturyLogicznej>Schemat_FA(3)_v1-0E.xsd</NazwaStrukturyLogicznej><KodFormularza>FA (3)</KodFormularza>{body}</Potwierdzenie>"
    ).encode()


PAGES = (
    "<OpisPotwierdzenia><Strona>3</Strona><LiczbaStron>7</LiczbaStron><ZakresDokumentowOd>2001</ZakresDokumentowOd>"
    "<ZakresDokumentowDo>3000</ZakresDokumentowDo><CalkowitaLiczbaDokumentow>6543</CalkowitaLiczbaDokumentow></OpisPotwierdzenia>"
)


@pytest.mark.parametrize("language", ["pl", "en", "uk", "pl-en"])
@pytest.mark.parametrize("documents", [1, 2, 50])
def test_every_word_of_the_receipt_stands_on_its_paper(language, documents):
    receipt = upo(documents, PAGES)
    page = PageText(body_text(draw_receipt(read_receipt(receipt), receipt, language)))

    wanted = [
        "Ministerstwo Finansów", "20261120-SO-0123456789-ABCDEF0123-4F", "9990001137", "ZG93w7NkLXBva29q=",
        "Schemat_FA(3)_v1-0E.xsd", "FA (3)", "3", "7", "2001", "3000", "6543",
    ]  # fmt: skip
    for at in range(1, documents + 1):
        wanted += [
            f"9990001137-20261120-{at:012X}-26", f"FV/2026/11/{at}", Sheet.of(language).day("2026-11-20"), f"20.11.2026, 11:{at:02}:01",
            f"20.11.2026, 12:{at:02}:30", f"c2tyw7N0{at:04}a1b2c3==", grouped_nip("9990001137"),
        ]  # fmt: skip
    assert [each for each in sorted(wanted, key=len, reverse=True) if not page.take(each)] == []


def test_the_receipt_lies_inside_its_paper_and_the_same_receipt_gives_the_same_file():
    receipt = upo(1)
    drawn = draw_receipt(read_receipt(receipt), receipt)

    with pikepdf.open(io.BytesIO(drawn)) as document:
        assert [file.get_file().read_bytes() for file in document.attachments.values()] == [receipt]
        assert {"/MarkInfo", "/StructTreeRoot", "/AF", "/OutputIntents"} <= set(document.Root.keys())
    assert drawn == draw_receipt(read_receipt(receipt), receipt)


@pytest.mark.parametrize("language", ["pl", "en", "uk", "pl-en"])
def test_one_document_of_a_receipt_for_thousands_is_one_page_that_says_so(language):
    receipt = upo(3000, PAGES)

    drawn = draw_receipt(read_receipt(receipt), receipt, language, f"9990001137-20261120-{7:012X}-26")

    page = PageText(body_text(drawn))
    assert [each for each in ("FV/2026/11/7", "c2tyw7N00007a1b2c3==", "3000") if not page.take(each)] == []
    assert not page.take("c2tyw7N00008a1b2c3==")
    with pikepdf.open(io.BytesIO(drawn)) as document:
        assert (len(document.pages), len(document.attachments)) == (1, 0)


def test_a_receipt_for_one_document_is_drawn_whole_and_carries_itself():
    receipt = upo(1)

    assert draw_receipt(
        read_receipt(receipt), receipt, only=f"9990001137-20261120-{1:012X}-26"
    ) == draw_receipt(read_receipt(receipt), receipt)


@pytest.mark.parametrize(
    "bytes_", [b"", b"<html/>", b"<Potwierdzenie", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"\0" * 40]
)
def test_what_is_no_receipt_is_refused(bytes_):
    with pytest.raises(InvalidDocument):
        read_receipt(bytes_)


def test_a_receipt_is_told_from_an_invoice():
    assert is_receipt(upo(1))
    assert not is_receipt(
        b'<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/">Potwierdzenie</Faktura>'
    )
