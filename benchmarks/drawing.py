"""How fast and how large a document is drawn, beside reportlab and fpdf2 drawing the same one in the same run.

python -m benchmarks.drawing

The peers draw the same words and codes without PDF/A, tags or the XML inside. Documents differ from run to run, so
that nothing is drawn from memory. Exit status 1 when a figure misses its bound.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.drawing import Aside
from app.rendering import DocumentRenderer
from benchmarks.drawing_peers import Page, by_fpdf2, by_reportlab, page_of
from benchmarks.figures import Bound, Figure, median, missed, p95, show
from invoicing.model.ksef_number import KsefNumber
from ksef.fa3.reader import read_document

BOUNDS = {
    "one page": Bound(most=40),
    "one page: size": Bound(most=60),
    "300 rows": Bound(most=500),
    "a hundred of 300 rows: memory kept": Bound(most=200),
    "a folder of 1000": Bound(least=40),
}
_ISSUER = (
    "https://qr-test.ksef.mf.gov.pl/certificate/Nip/9990001137/9990001137/01F20A5D352AE590/"
    + "a" * 43
    + "/"
    + "b" * 86
)
_QR = "https://qr-test.ksef.mf.gov.pl"
_ROWS, _MANY, _PAGES, _LONG_ONES, _FOLDER = 8, 300, 60, 100, 1000
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/"><Naglowek><KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza><WariantFormularza>3</WariantFormularza><DataWytworzeniaFa>2026-11-20T10:00:00Z</DataWytworzeniaFa></Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>9990001137</NIP><Nazwa>Latarnia Morska sp. z o.o.</Nazwa></DaneIdentyfikacyjne><Adres><KodKraju>PL</KodKraju><AdresL1>ul. Portowa 7, 81-350 Gdynia</AdresL1></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne><NIP>5260250274</NIP><Nazwa>Zielony Ogród s.c.</Nazwa></DaneIdentyfikacyjne><Adres><KodKraju>PL</KodKraju><AdresL1>ul. Łąkowa 3, 30-001 Kraków</AdresL1></Adres><JST>2</JST><GV>2</GV></Podmiot2>
<Fa><KodWaluty>PLN</KodWaluty><P_1>2026-11-20</P_1><P_2>FV/2026/11/{number}</P_2><P_6>2026-11-19</P_6><P_13_1>{net}.00</P_13_1><P_14_1>0.00</P_14_1><P_15>{net}.00</P_15><Adnotacje><P_16>2</P_16><P_17>2</P_17><P_18>2</P_18><P_18A>2</P_18A><Zwolnienie><P_19N>1</P_19N></Zwolnienie><NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu><P_23>2</P_23><PMarzy><P_PMarzyN>1</P_PMarzyN></PMarzy></Adnotacje><RodzajFaktury>VAT</RodzajFaktury>"""
_ROW = "<FaWiersz><NrWierszaFa>{at}</NrWierszaFa><P_7>Konsultacje {number}, część {at}</P_7><P_8A>godz.</P_8A><P_8B>2</P_8B><P_9A>{price}.00</P_9A><P_11>{value}.00</P_11><P_12>23</P_12></FaWiersz>"
_TAIL = "<Platnosc><TerminPlatnosci><Termin>2026-12-04</Termin></TerminPlatnosci><FormaPlatnosci>6</FormaPlatnosci><RachunekBankowy><NrRB>96999000120000000000000001</NrRB></RachunekBankowy></Platnosc></Fa></Faktura>"


def document(number: int, rows: int) -> bytes:
    """An invoice unlike the one before."""
    lines = "".join(
        _ROW.format(at=at, number=number, price=100 + number + at, value=2 * (100 + number + at))
        for at in range(1, rows + 1)
    )
    net = sum(2 * (100 + number + at) for at in range(1, rows + 1))
    return (_HEAD.format(number=number, net=net) + lines + _TAIL).encode()


def spent(action: Callable[[bytes], bytes], rows: int, times: int) -> tuple[list[float], bytes]:
    """Milliseconds of each drawing, and the last one; the first three are thrown away."""
    taken = []
    for number in range(times + 3):
        xml = document(number, rows)
        start = time.perf_counter()
        drawn = action(xml)
        taken.append((time.perf_counter() - start) * 1000)
    return taken[3:], drawn


def ours(xml: bytes) -> bytes:
    """Both codes, as handed over before the number."""
    return DocumentRenderer(_QR).draw(xml, None, "pl", issuer_link=_ISSUER)


def peer(draw: Callable[[Page], bytes]) -> Callable[[bytes], bytes]:
    """The same document by somebody else, read by our reader all the same."""
    return lambda xml: draw(
        page_of(read_document(xml), [f"{_QR}/invoice/9990001137/20-11-2026/{'c' * 43}", _ISSUER])
    )


def short() -> list[Figure]:
    """One page of eight rows with both codes."""
    taken, drawn = spent(ours, _ROWS, _PAGES)
    figures = [
        Figure(
            "one page", median(taken), "ms", f"p95 {p95(taken):.0f} ms; PDF/A-3a, UA-1, XML inside, shrunk"
        ),
        Figure("one page: size", len(drawn) / 1000, "kB"),
    ]
    for name, draw in (("reportlab", by_reportlab), ("fpdf2", by_fpdf2)):
        theirs, page = spent(peer(draw), _ROWS, _PAGES)
        figures.append(
            Figure(
                f"{name} to ours",
                median(theirs) / median(taken),
                "x",
                f"{median(theirs):.0f} ms, {len(page) / 1000:.0f} kB",
            )
        )
    return figures


def long() -> list[Figure]:
    """300 rows here, and a hundred of them beside, as the app draws them."""
    taken, _ = spent(ours, _MANY, 5)
    idle, after = asyncio.run(_hundred())
    return [
        Figure("300 rows", median(taken), "ms"),
        Figure(
            "a hundred of 300 rows: memory kept", after - idle, "MB", "main process, drawn in one that ends"
        ),
    ]


def own_mb() -> float:
    """Resident memory of this process alone, in MB (10^6 bytes)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6


async def _hundred() -> tuple[float, float]:
    aside = Aside()
    renderer = DocumentRenderer(_QR, aside)
    number = KsefNumber.parse("5265877635-20250826-0100001AF629-AF")
    idle = own_mb()
    for at in range(_LONG_ONES):
        await renderer(document(at, _MANY), number, "pl")
    kept = own_mb()
    await aside.close()
    return idle, kept


def folder() -> list[Figure]:
    """`latarnik render --batch` as a whole process."""
    with tempfile.TemporaryDirectory() as home:
        for number in range(_FOLDER):
            (Path(home) / f"{number:04}.xml").write_bytes(document(number, _ROWS))
        start = time.perf_counter()
        command = [sys.executable, "-m", "app", "render", "--batch", home, "--out", f"{home}/pdf"]
        done = subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - start
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == _FOLDER
    assert not any(line["problems"] for line in lines)
    return [Figure("a folder of 1000", _FOLDER / seconds, "/s", f"{seconds:.1f} s with its start")]


def main() -> int:
    """Measure, show, judge."""
    figures = [*short(), *long(), *folder()]
    show("Drawing an FA(3) document", figures, BOUNDS)
    sentences = missed(figures, BOUNDS)
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
