"""How fast an FA(3) document becomes a view, beside a bare parse of the same bytes in the same run.

python -m benchmarks.reading

Exit status 1 when a figure misses its bound: time must grow no faster than the document.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from lxml import etree

from benchmarks.figures import Bound, Figure, median, missed, show
from ksef.fa3.reader import read_document

BOUNDS = {
    "rows a second, 10000 rows": Bound(least=10_000),
    "10000 rows to 1000 rows": Bound(least=0.5),
    "reader to bare parse": Bound(least=0.03),
}
_REPETITIONS = 7
_HEAD = (
    b'<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/"><Naglowek/><Podmiot1/><Podmiot2/>'
    b"<Fa><RodzajFaktury>VAT</RodzajFaktury>"
)
_ROW = (
    "<FaWiersz><NrWierszaFa>{0}</NrWierszaFa><P_7>Konsultacje, część {0}</P_7><P_8A>godz.</P_8A><P_8B>2</P_8B>"
    "<P_9A>200.00</P_9A><P_11>400.00</P_11><P_12>23</P_12></FaWiersz>"
)


def document(rows: int) -> bytes:
    body = "".join(_ROW.format(at) for at in range(1, rows + 1)).encode()
    return _HEAD + body + b"</Fa></Faktura>"


def seconds(action: Callable[[bytes], object], xml: bytes) -> float:
    taken = []
    for _ in range(_REPETITIONS):
        start = time.perf_counter()
        action(xml)
        taken.append(time.perf_counter() - start)
    return median(taken)


def measure() -> list[Figure]:
    long, short = document(10_000), document(1_000)
    assert len(read_document(long).lines) == 10_000
    reading, reading_short, parsing = (
        seconds(read_document, long),
        seconds(read_document, short),
        seconds(etree.fromstring, long),
    )
    return [
        Figure("rows a second, 10000 rows", 10_000 / reading, "", f"{len(long) / 1e6:.1f} MB"),
        Figure("rows a second, 1000 rows", 1_000 / reading_short, ""),
        Figure("10000 rows to 1000 rows", 10 * reading_short / reading, "x", "1 is linear"),
        Figure("reader to bare parse", parsing / reading, "x", "speed; a parse alone is 1"),
    ]


def main() -> int:
    figures = measure()
    show("Reading an FA(3) document", figures, BOUNDS)
    sentences = missed(figures, BOUNDS)
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    raise SystemExit(main())
