"""`latarnik run` as it is run, between Dovecot and Postfix and the stand-ins of KSeF and Telegram: one business day."""

import json
import re
import secrets
import subprocess
import zipfile
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from PIL import Image

from benchmarks.stage import Stage
from sandbox import demo
from tests.real.conftest import PICTURES
from tests.real.mail_configuration import BUYER, OTHER_SELLER, OURS, SELLER, VANISHED
from tests.real.mail_servers import HOST
from tests.real.waiting import until

JAN, OLA = OTHER_SELLER, demo.OLA.id
ORDER = f"faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na {BUYER}"
TO_NOBODY = f"faktura dla NIP 5260250274, 1 h konsultacji po 100 zł, wyślij na {VANISHED}"
A_LONG_LETTER, TOO_LONG_A_LETTER = 24_000_000, 27_000_000
WIDTH = 76  # characters of a line


class Day:
    """The app, the servers, and what Jan (letters) and Ola (Telegram) do and see."""

    def __init__(self, stage, servers) -> None:
        self.stage, self.servers = stage, servers
        self.sign = stage.stand_ins.mail.signer.signed

    def write(self, to: str, text: str) -> None:
        """Jan writes, and his provider signs for its domain."""
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"], message["Subject"] = f"Jan <{JAN}>", to, "Zlecenie"
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = f"<{secrets.token_hex(8)}@{OURS}>"
        message.set_content(text)
        self.servers.send(JAN, to, self.sign(message.as_bytes(), OURS, FIELDS))

    async def received(self, address: str, what: str, count: int = 1) -> EmailMessage:
        """The newest letter in a mailbox, once so many are there."""
        await until(lambda: len(self.servers.letters(address)) >= count, what)
        return message_from_bytes(self.servers.letters(address)[-1], policy=policy.default)

    def said(self) -> list[dict]:
        """What the bot said to Ola."""
        newest = {each["message_id"]: each for each in self.stage.telegram.messages(OLA)}
        return [each for each in newest.values() if each["from"] == "bot"]

    async def hear(self, *words: str) -> dict:
        """The bot's newest message with all the words."""

        def found() -> list[dict]:
            return [each for each in self.said() if all(word in each["text"] for word in words)]

        await until(lambda: bool(found()), f"a message with {words}")
        return found()[-1]

    async def say(self, text: str) -> None:
        await self.stage.telegram.user_sends_text(OLA, text)

    async def proof(self, number: str) -> tuple[list[str], list[str]]:
        """Names of the files that prove the hand-over, and what its history says; the page becomes a picture."""
        path = self.stage.folder.root / "dowod.zip"
        await self.stage.command("proof", number, "-o", str(path))
        with zipfile.ZipFile(path) as package:
            picture_of(package.read("dowod.pdf"), self.stage.folder.root)
            told = json.loads(package.read("historia.json"))
            return package.namelist(), [each["what"] for each in told]

    def numbers(self) -> list[str]:
        """Invoices that KSeF gave a number."""
        return [each["number"] for each in self.stage.stand_ins.ksef.invoices() if each["ksef_number"]]


async def opened_and_confirmed(link: str) -> None:
    """What a buyer does with a link."""
    async with httpx.AsyncClient(trust_env=False) as http:
        for pressed in ("opened", "confirmed"):
            await http.post(link, data={"do": pressed})


def picture_of(pdf: bytes, folder: Path) -> None:
    """The first page, as it stands in the documents."""
    (folder / "dowod.pdf").write_bytes(pdf)
    drawn = ["pdftoppm", "-r", "80", "-png", "-singlefile", str(folder / "dowod.pdf"), str(folder / "dowod")]
    subprocess.run(drawn, check=True, timeout=60)
    page = Image.open(folder / "dowod.png").convert("RGB")
    page.quantize(32, dither=Image.Dither.NONE).save(PICTURES / "dowod-doreczenia.png", optimize=True)


FIELDS = (
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
)  # fmt: skip


@pytest.fixture
async def day(servers, tmp_path):
    """A company with its mailbox at Dovecot, Ola in Telegram, and Jan, who has letters alone."""
    async with Stage(tmp_path) as stage:
        password = servers.passwords[SELLER]
        mail = {
            "SMTP_HOST": HOST, "SMTP_PORT": servers.ports.smtp, "SMTP_SECURITY": "starttls",
            "SMTP_USER": SELLER, "SMTP_PASSWORD": password, "MAIL_FROM": SELLER,
            "IMAP_HOST": HOST, "IMAP_PORT": servers.ports.imaps, "IMAP_SECURITY": "tls",
            "IMAP_USER": SELLER, "IMAP_PASSWORD": password, "MAIL_POLL_EVERY": 5,
            "TELEGRAM_LIMITS": "false",
        }  # fmt: skip
        stage.environment |= {f"LATARNIK_{name}": str(value) for name, value in mail.items()}
        await stage.command("migrate")
        added, _ = await stage.command(*demo.company_arguments(stage.folder))
        await stage.command("doctor", "mail")
        day = Day(stage, servers)
        day.owner = demo.invitation_in(added)
        by_mail = ("invite", "--company", demo.NIP, "--role", "issuer", "--email", JAN, "--by-mail")
        day.secret_address = json.loads((await stage.command(*by_mail))[0])["write_to"]
        day.app = await stage.run_app()
        yield day
        await day.app.stop()


@pytest.mark.timeout(300)
async def test_an_order_by_letter_becomes_an_invoice_and_a_letter_that_comes_back_goes_another_way(day):
    day.write(day.secret_address, ORDER)
    card = await day.received(JAN, "the card")
    assert "492,00" in card.get_body(("plain",)).get_content()
    one_time = card["Reply-To"].addresses[0].addr_spec
    assert day.numbers() == []

    day.servers.restart_dovecot()  # whoever was in IDLE has to come back
    day.servers.restart_postfix()
    day.write(one_time, "TAK\n\n> 492,00 zł")

    letter = await day.received(BUYER, "the invoice")
    files = {each.get_filename(): each.get_content_type() for each in letter.iter_attachments()}
    assert sorted(files.values()) == ["application/pdf", "application/xml"]
    (number,) = day.numbers()
    assert number in letter["Subject"]
    assert SELLER.partition("@")[0] in letter["Return-Path"]
    assert "+b-" in letter["Return-Path"]  # it would come back to an address of its own

    day.write(day.secret_address, "długi\n" + "\n".join(["x" * WIDTH] * (A_LONG_LETTER // WIDTH)))
    day.write(day.secret_address, "za długi\n" + "\n".join(["x" * WIDTH] * (TOO_LONG_A_LETTER // WIDTH)))

    await day.say(f"/start {day.owner}")
    await day.hear("Latarni")
    await day.say(TO_NOBODY)
    asked = await day.hear("123,00")
    await day.stage.telegram.user_taps(OLA, asked["message_id"], "Wystaw")

    returned = await day.hear(VANISHED, "wrócił")
    assert "5.1.1" in returned["text"]
    link = await day.hear("link dla nabywcy")
    page = re.search(r"http://127\.0\.0\.1:\d+/faktura/[\w-]{40,}", link["text"])[0]
    assert len(day.numbers()) == 2
    assert len(day.servers.letters(BUYER)) == 1

    await opened_and_confirmed(page)
    await day.hear("potwierdza odbiór")
    names, history = await day.proof(re.search(r"FV/[\d/]+", returned["text"])[0])
    assert history == [
        "handed-over", "delivery-bounced", "handed-over", "delivery-opened", "delivery-confirmed",
    ]  # fmt: skip
    assert {"listy/01.eml", "raporty/02.eml", "dowod.pdf"} <= set(names)

    await day.say(ORDER)
    await day.hear("492,00")  # whatever those long letters held, people are answered
    assert len(day.numbers()) == 2
