"""A package of KSeF's is opened here and nothing else is: broken, poisoned or far too large, it is said to be unreadable."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from invoicing.model.errors import Misunderstood
from ksef.crypto import SymmetricKey
from ksef.packages import LARGEST_DOCUMENT, Package
from tests.fuzz.files import DOCUMENTS
from tests.services.fakes import ksef_number

KEY = SymmetricKey(bytes(32), bytes(16))
NUMBER = str(ksef_number("5265877635", 1))


def row(document: bytes) -> dict:
    return {
        "ksefNumber": NUMBER,
        "invoiceNumber": "FV/1",
        "invoiceType": "Vat",
        "issueDate": "2026-11-20",
        "seller": {"nip": "5265877635", "name": "Latarnia Morska"},
        "buyer": {"identifier": {"type": "Nip", "value": "5260250274"}, "name": "KLIENT"},
        "grossAmount": 492.00,
        "currency": "PLN",
        "invoicingMode": "Online",
        "invoicingDate": "2026-11-20T10:00:00+01:00",
        "acquisitionDate": "2026-11-20T10:00:01+01:00",
        "permanentStorageDate": "2026-11-20T10:00:02+01:00",
        "invoiceHash": base64.b64encode(hashlib.sha256(document).digest()).decode(),
    }


def packed(document: bytes, listed: bytes, compression: str, name: str = f"{NUMBER}.xml") -> bytes:
    held = io.BytesIO()
    if compression == "Zip":
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("_metadata.json", listed)
            archive.writestr(name, document)
        return held.getvalue()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for each, content in (("_metadata.json", listed), (name, document)):
            member = tarfile.TarInfo(each)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return held.getvalue()


LISTS = (
    json.dumps({"invoices": [row(DOCUMENTS[0])]}).encode(),
    json.dumps({"invoices": [row(b"another")]}).encode(),
    json.dumps(
        {"invoices": [row(DOCUMENTS[0]) | {"grossAmount": "1e999999", "issueDate": "2026-02-30"}]}
    ).encode(),
    b"[" * 100_000,
    b'{"invoices": [NaN]}',
    b'{"invoices": {}}',
    b"\xff\xfe",
)


def read(content: bytes, compression: str, folder) -> str:
    with Package(folder, KEY) as package:
        package.add(KEY.encrypt(content))
        try:
            return f"{len(list(package.entries(compression)))} read"
        except Misunderstood as error:
            return error.reason


@st.composite
def packages(draw) -> tuple[bytes, str]:
    compression = draw(st.sampled_from(["Zip", "TarGz"]))
    name = draw(st.sampled_from([f"{NUMBER}.xml", f"../{NUMBER}.xml", "a.xml"]))
    document = draw(st.sampled_from([DOCUMENTS[0], bytes(LARGEST_DOCUMENT + 1)]))
    raw = packed(document, draw(st.sampled_from(LISTS)), compression, name)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=8)) + raw[at + draw(st.integers(0, 8)) :]
    return raw, draw(st.sampled_from([compression, compression, "Zip", "TarGz", "Rar"]))


@pytest.mark.timeout(3000)
def test_no_package_makes_its_reader_stumble(tmp_path, tries, record_property):
    seen: dict[str, int] = {}

    @tries(60, shrinks=True)
    @given(packages())
    @example((packed(DOCUMENTS[0], LISTS[0], "Zip"), "Zip"))
    @example((packed(DOCUMENTS[0], LISTS[0], "TarGz"), "TarGz"))
    def each(given):
        said = read(*given, tmp_path)
        seen[said] = seen.get(said, 0) + 1

    each()
    record_property(
        "shown", "packages: " + ", ".join(f"{count} {kind}" for kind, count in sorted(seen.items()))
    )
    assert seen["1 read"] >= 2
