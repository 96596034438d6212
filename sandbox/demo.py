"""The demo company, its people, and how the app is told about them: the way a real installation is set up."""

import json
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.serving import HOST

BOT = "latarnik_demo_bot"
NIP = "9990001137"
COMPANY = "Latarnia Morska sp. z o.o."
ADDRESS = "Portowa 1/2, 00-999 Przykładowo"
BANK_ACCOUNT = "96999000120000000000000001"
MAILBOX = "faktury@latarnia.example"
OWNER_MAIL = "ola@latarnia.example"
AUTHSERV = "mx.sandbox.example"
ORGANIZATION_IDENTIFIER = x509.ObjectIdentifier("2.5.4.97")
VALID = timedelta(days=3650)


@dataclass(frozen=True)
class Person:
    """Somebody with a phone."""

    id: int
    name: str
    username: str
    company: str | None


OLA = Person(1001, "Ola Latarnik", "ola_latarnik", COMPANY)
STRANGER = Person(1002, "Nieznajomy", "nieznajomy", None)
PEOPLE = (OLA, STRANGER)


def new_token() -> str:
    """A bot's token such as BotFather gives."""
    return f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_urlsafe(26)}"


@dataclass(frozen=True)
class Folder:
    """The files of one sandbox.

    Attributes:
        root: the folder; everything below is made when needed.
    """

    root: Path

    @property
    def app(self) -> Path:
        """The app's own data."""
        return self.root / "app"

    @property
    def certificate(self) -> Path:
        """The company's seal for logging in to KSeF."""
        return self.root / "keys" / "ksef-certificate.pem"

    @property
    def key(self) -> Path:
        """Its private key."""
        return self.root / "keys" / "ksef-key.pem"

    @property
    def log(self) -> Path:
        """What the app writes."""
        return self.root / "app.log"

    def prepare(self) -> None:
        """Make the folders, and a seal unless there is one."""
        for folder in (self.root, self.app, self.key.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.key.exists():
            self._write_seal()

    @property
    def set_up(self) -> Path:
        """A mark that the owner has moved in; without it whatever is here was left half done."""
        return self.root / "set-up"

    def keep_as_new(self) -> None:
        """Remember the app's data as they are when it has only made its tables; a later call changes nothing."""
        if not self._new.exists():
            shutil.copytree(self.app, self._new)

    def forget_new(self) -> None:
        """Forget what `keep_as_new` kept: it may come from an older version of the app."""
        shutil.rmtree(self._new, ignore_errors=True)

    def empty_app(self) -> bool:
        """Put the app's data back to how they were when it was new; False when there is no such memory."""
        self.set_up.unlink(missing_ok=True)
        shutil.rmtree(self.app, ignore_errors=True)
        if self._new.exists():
            shutil.copytree(self._new, self.app)
            return True
        self.prepare()
        return False

    @property
    def _new(self) -> Path:
        return self.root / "new-app"

    def _write_seal(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        _write_private(self.certificate, _seal(key).public_bytes(serialization.Encoding.PEM))
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _write_private(self.key, pem)


def app_environment(
    folder: Folder, urls: Mapping[str, str], *, token: str, mail_password: str, health_port: int
) -> dict[str, str]:
    """The app's settings; those of the person who started the sandbox are kept away from it."""
    ports = {name: urls[name].rpartition(":")[2] for name in ("smtp", "imap")}
    settings = {
        "DATA_DIR": str(folder.app),
        "TELEGRAM_TOKEN": token,
        "TELEGRAM_API": urls["bot_api"],
        "TELEGRAM_BOT": BOT,
        "KSEF_ENVIRONMENT": "test",
        "KSEF_API": urls["ksef"],
        "KSEF_QR": urls["ksef"].removesuffix("/v2"),
        "LIGHTHOUSE_API": urls["lighthouse"],
        "LIGHTHOUSE_EVERY": "2",
        "REGISTER_API": urls["register"],
        "RATES_API": urls["rates"],
        "VIES_API": urls["vies"],
        "NETWORK_PROBE": urls["network"],
        "SMTP_HOST": HOST,
        "SMTP_PORT": ports["smtp"],
        "SMTP_SECURITY": "none",
        "SMTP_USER": MAILBOX,
        "SMTP_PASSWORD": mail_password,
        "MAIL_FROM": MAILBOX,
        "MAIL_FROM_NAME": COMPANY,
        "IMAP_HOST": HOST,
        "IMAP_PORT": ports["imap"],
        "IMAP_SECURITY": "none",
        "IMAP_USER": MAILBOX,
        "IMAP_PASSWORD": mail_password,
        "MAIL_POLL_EVERY": "30",
        "MAIL_PER_MINUTE": "0",
        "MAIL_TRUSTED_AUTHSERV": AUTHSERV,
        "DNS_RESOLVER": urls["names"].removeprefix("dns://"),
        "CLOCK_URL": f"{urls['page']}/api/clock",
        "WEB_PORT": str(health_port),
        "PUBLIC_ADDRESS": f"http://{HOST}:{health_port}",
        "LOG_LEVEL": "info",
        "LOG_FORMAT": "console",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
    return {
        **inherited,
        "PYTHONUNBUFFERED": "1",
        **{f"LATARNIK_{name}": value for name, value in settings.items()},
    }


def company_arguments(folder: Folder) -> list[str]:
    """The command that adds the demo company and invites its owner."""
    options = {
        "--nip": NIP,
        "--name": COMPANY,
        "--address": ADDRESS,
        "--bank-account": BANK_ACCOUNT,
        "--ksef-certificate": str(folder.certificate),
        "--ksef-key": str(folder.key),
        "--email": OWNER_MAIL,
    }
    return ["company", "add", *(word for pair in options.items() for word in pair), "--owner-invite"]


CERTIFICATE_ARGUMENTS = ("ksef", "certificates", "enrol", "--company", NIP, "--type", "offline")
"""The command that gets the certificate without which no paper can be given out before a KSeF number."""


def invitation_in(printed: str) -> str:
    """The start parameter in the line that `company add` prints.

    Raises:
        ValueError: there is none.
    """
    try:
        return str(json.loads(printed.strip().splitlines()[-1])["invite"])
    except (IndexError, KeyError, TypeError, json.JSONDecodeError):
        raise ValueError(f"`company add` printed no invitation: {printed.strip()[-300:]!r}") from None


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _seal(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A self-signed company seal, such as the TEST environment accepts."""
    names = [
        (NameOID.COMMON_NAME, COMPANY),
        (NameOID.ORGANIZATION_NAME, COMPANY),
        (ORGANIZATION_IDENTIFIER, f"VATPL-{NIP}"),
        (NameOID.COUNTRY_NAME, "PL"),
    ]
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    # The clock can be turned far both ways.
    return builder.not_valid_before(now - VALID).not_valid_after(now + VALID).sign(key, hashes.SHA256())


def _write_private(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
