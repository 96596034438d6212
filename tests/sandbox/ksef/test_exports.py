"""Export packages: ordered, made, fetched by parts and forgotten; wrong clients are refused."""

import io
import json
import secrets
import tarfile
import zipfile

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.sandbox.ksef.caller import NIP, b64, build_invoice, digest, until
from tests.sandbox.ksef.parcel import Parcel, zipped
from tests.sandbox.ksef.test_batches import codes

WINDOW = {"dateType": "PermanentStorage", "from": "2026-11-19T00:00:00Z"}


def decrypt(data: bytes, key: bytes, iv: bytes) -> bytes:
    opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    remover = padding.PKCS7(128).unpadder()
    plain = remover.update(opened.update(data) + opened.finalize())
    return plain + remover.finalize()


@pytest.fixture
async def archive(company, ksef, world):
    """Five invoices in permanent storage, below the high water mark."""
    sent = {f"{n}.xml": build_invoice(f"FV/{n}") for n in range(1, 6)}
    await Parcel(zipped(sent)).sent(company)

    async def stored():
        return [row for row in ksef.invoices() if row["stored_at"]]

    await until(stored, lambda rows: len(rows) == 5)
    world.clock.advance(5)
    return {digest(content): content for content in sent.values()}


class Order:
    """One order and the key its package is made with."""

    def __init__(self, script) -> None:
        self.script, self.key, self.iv = script, secrets.token_bytes(32), secrets.token_bytes(16)

    async def body(self, **changes) -> dict:
        opened = await self.script.open_body(self.key, self.iv)
        filters = {"subjectType": "Subject1", "dateRange": WINDOW} | changes.pop("filters", {})
        return {"encryption": opened["encryption"], "filters": filters} | changes

    async def place(self, **changes):
        return await self.script.call("POST", "/invoices/exports", json=await self.body(**changes))

    async def final(self, **changes) -> dict:
        answer = await self.place(**changes)
        assert answer.status_code == 201, answer.text
        self.reference = answer.json()["referenceNumber"]
        return await until(self.status, lambda body: body["status"]["code"] != 100)

    async def status(self) -> dict:
        return await self.script.json("GET", f"/invoices/exports/{self.reference}")

    async def fetch(self, package: dict) -> bytes:
        """The archive, every hash compared."""
        plain = b""
        for part in package["parts"]:
            content = (await self.script.http.get(part["url"])).content
            assert (len(content), digest(content)) == (part["encryptedPartSize"], part["encryptedPartHash"])
            opened = decrypt(content, self.key, self.iv)
            assert (len(opened), digest(opened)) == (part["partSize"], part["partHash"])
            plain += opened
        return plain


@pytest.fixture
def order(company):
    return Order(company)


async def test_a_package_holds_every_document_and_what_is_told_of_it(order, archive):
    status = await order.final()

    package = status["package"]
    assert (package["invoiceCount"], package["isTruncated"], package["compressionType"]) == (5, False, "Zip")
    with zipfile.ZipFile(io.BytesIO(await order.fetch(package))) as opened:
        told = json.loads(opened.read("_metadata.json"))["invoices"]
        documents = {each["invoiceHash"]: opened.read(f"{each['ksefNumber']}.xml") for each in told}
    assert documents == archive
    assert [each["permanentStorageDate"] for each in told] == sorted(
        each["permanentStorageDate"] for each in told
    )


async def test_a_package_in_parts_is_joined_after_decryption(order, archive, ksef):
    ksef.set_state(faults={"export_part": 1000})

    package = (await order.final(compressionType="TarGz"))["package"]

    assert len(package["parts"]) > 1
    with tarfile.open(fileobj=io.BytesIO(await order.fetch(package)), mode="r:gz") as opened:
        assert len(opened.getnames()) == 6


async def test_only_metadata_leaves_the_documents_out(order, archive):
    package = (await order.final(onlyMetadata=True))["package"]

    with zipfile.ZipFile(io.BytesIO(await order.fetch(package))) as opened:
        assert opened.namelist() == ["_metadata.json"]


async def test_a_cut_package_says_where_to_go_on(order, archive, ksef):
    ksef.set_state(faults={"export_cap": 2})

    package = (await order.final())["package"]

    assert (package["invoiceCount"], package["isTruncated"]) == (2, True)
    following = {"dateRange": WINDOW | {"from": package["lastPermanentStorageDate"]}}
    ksef.set_state(faults={"export_cap": None})
    assert (await order.final(filters=following))["package"]["invoiceCount"] >= 3


async def test_ten_orders_at_once_are_all(order, archive, ksef):
    ksef.set_state(faults={"status_delay": 60})
    for _ in range(10):
        assert (await order.place()).status_code == 201

    assert codes(await order.place()) == [21182]


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"from": "2026-01-01T00:00:00Z"}, 21405),
        ({"from": "2026-11-20T00:00:00Z", "to": "2026-11-19T00:00:00Z"}, 21405),
        ({"from": "2026-12-01T00:00:00Z", "restrictToPermanentStorageHwmDate": True}, 21183),
    ],
)
async def test_an_impossible_window_is_refused(order, archive, dates, code):
    assert codes(await order.place(filters={"dateRange": WINDOW | dates})) == [code]


async def test_an_unreadable_key_ends_the_order(order, archive):
    body = await order.body()
    body["encryption"] = (await order.script.open_body(bytes(7), bytes(16)))["encryption"]
    placed = await order.script.json("POST", "/invoices/exports", json=body)
    order.reference = placed["referenceNumber"]

    final = await until(order.status, lambda body: body["status"]["code"] != 100)

    assert final["status"]["code"] == 415
    assert b64(order.key)


async def test_an_unknown_order_is_21175_and_an_old_one_gone(order, archive, world, company, ksef):
    answer = await company.call("GET", "/invoices/exports/20261120-EH-2F14610000-242991F8C9-B4")
    assert codes(answer) == [21175]
    status = await order.final()
    world.clock.advance(24 * 3600)
    await company.log_in(await company.by_token(ksef.add_token(NIP)))
    assert (await order.status())["status"]["code"] == 210
    assert (await company.http.get(status["package"]["parts"][0]["url"])).status_code == 403

    world.clock.advance(6 * 24 * 3600)
    await company.log_in(await company.by_token(ksef.add_token(NIP)))
    gone = await company.call("GET", f"/invoices/exports/{order.reference}")
    assert gone.status_code == 410
