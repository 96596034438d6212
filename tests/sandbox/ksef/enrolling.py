"""Asking for a KSeF certificate, step by step, by a script that shares no code with the product."""

import base64
from dataclasses import dataclass

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.sandbox.ksef.caller import Script, b64, new_key, until

NAMES = {
    "commonName": NameOID.COMMON_NAME,
    "surname": NameOID.SURNAME,
    "givenName": NameOID.GIVEN_NAME,
    "organizationName": NameOID.ORGANIZATION_NAME,
    "organizationIdentifier": NameOID.ORGANIZATION_IDENTIFIER,
    "countryName": NameOID.COUNTRY_NAME,
    "serialNumber": NameOID.SERIAL_NUMBER,
    "uniqueIdentifier": NameOID.X500_UNIQUE_IDENTIFIER,
}


def csr(data: dict, key, digest: hashes.HashAlgorithm | None = None, **signing) -> bytes:
    name = x509.Name([x509.NameAttribute(NAMES[each], data[each]) for each in NAMES if data.get(each)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    return builder.sign(key, digest or hashes.SHA256(), **signing).public_bytes(Encoding.DER)


@dataclass
class Enrolling:
    """Somebody who asks for certificates."""

    script: Script

    async def data(self) -> dict:
        return await self.script.json("GET", "/certificates/enrollments/data")

    async def ask(self, der: bytes, kind="Offline", name="Praca zdalna", **more) -> httpx.Response:
        body = {"certificateName": name, "certificateType": kind, "csr": b64(der), **more}
        return await self.script.call("POST", "/certificates/enrollments", json=body)

    async def final(self, asked: httpx.Response) -> dict:
        assert asked.status_code == 202, asked.text
        path = f"/certificates/enrollments/{asked.json()['referenceNumber']}"
        return await until(
            lambda: self.script.json("GET", path), lambda answer: answer["status"]["code"] != 100
        )

    async def retrieve(self, *serials: str) -> list[dict]:
        body = {"certificateSerialNumbers": list(serials)}
        return (await self.script.json("POST", "/certificates/retrieve", json=body))["certificates"]

    async def obtain(self, key=None, kind="Offline", **more) -> x509.Certificate:
        key = key or new_key()
        done = await self.final(await self.ask(csr(await self.data(), key), kind, **more))
        assert done["status"]["code"] == 200, done
        [found] = await self.retrieve(done["certificateSerialNumber"])
        return x509.load_der_x509_certificate(base64.b64decode(found["certificate"]))
