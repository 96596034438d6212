"""What is in KSeF's archive and what our books say of it are the same, each invoice once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.fuzz.archive import Archive
from tests.fuzz.invariants import rows

_KEPT = "SELECT id, status, ksef_number, sha256 FROM invoices"


def each_is_there_once(archive: Archive, path: Path) -> None:
    """An accepted invoice has the number under which KSeF keeps its very bytes; nothing that stayed outside is there."""
    ours = {sha256: (id_, status, number) for id_, status, number, sha256 in rows(path, _KEPT)}
    earlier = dict(rows(path, "SELECT sha256, invoice_id FROM editions"))
    given = [number for _, _, number in ours.values() if number]
    assert len(given) == len(set(given)), f"one KSeF number twice: {given}"
    for digest, (_, status, number) in ours.items():
        kept = archive.verdicts[digest].number if digest in archive.files else None
        assert status != "accepted" or (kept is not None and str(kept) == number), (
            f"{number} is {kept} in KSeF"
        )
        assert status != "outside" or kept is None, f"{kept} was to stay outside"
    whose = Counter(ours[digest][0] if digest in ours else earlier.get(digest) for digest in archive.files)
    assert None not in whose, "KSeF keeps what is not in our books"
    assert [id_ for id_, count in whose.items() if count > 1] == [], "one invoice in KSeF twice"
    taken = rows(path, "SELECT number, rejection FROM invoices WHERE rejection LIKE '%number-taken%'")
    assert taken == [], f"refused for its own number: {taken}"
