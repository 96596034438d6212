"""Dovecot and Postfix from Debian's packages in a folder of their own, for tests and for measuring."""

from __future__ import annotations

import contextlib
import os
import random
import secrets
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.real.mail_configuration import MAILBOXES, OURS, Owners, Ports, write_configuration

HOST = "localhost"
"""The name in the certificate; 127.0.0.1 is not in it."""
PATIENCE = 30.0
_HINT = "Run sh tests/real/packages.sh as root: it installs the packages these tests drive."


class MailServers:
    """Both servers, running; use `mail_servers()` to begin and end them.

    Attributes:
        ports: where they listen.
        passwords: of each mailbox.
        certificate: the PEM file to trust (SSL_CERT_FILE).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = Ports(*_free_ports(len(Ports.__slots__)))
        self.passwords = {address: secrets.token_urlsafe(12) for address in MAILBOXES}
        self.certificate = folder / "cert.pem"
        self._dovecot: subprocess.Popen[bytes] | None = None
        self._postfix = False

    def start(self) -> None:
        """Write the configuration and start both servers."""
        folder = self.folder
        folder.chmod(0o755)
        _write_certificate(folder)
        write_configuration(folder, self.ports, Owners(), self.passwords)
        for name in ("mail", "postfix/spool", "postfix/data"):
            (folder / name).mkdir(parents=True)
        shutil.chown(folder / "mail", 8, 8)
        shutil.chown(folder / "postfix" / "data", "postfix")
        self.start_dovecot()
        self._run_postfix("start")
        self._postfix = True
        _until_open(self.ports.smtp)

    def stop(self) -> None:
        """End both; what they did not end in time is killed by its own id."""
        if self._postfix:
            self._run_postfix("stop")
            self._postfix = False
        self.stop_dovecot()

    def start_dovecot(self) -> None:
        """Start Dovecot on the ports it had."""
        self._dovecot = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")])
        _until_open(self.ports.imap)
        _until_open(self.ports.lmtp)

    def stop_dovecot(self) -> None:
        """End Dovecot and every connection to it."""
        process, self._dovecot = self._dovecot, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart_dovecot(self) -> None:
        """End Dovecot, whoever is connected, and start it again."""
        self.stop_dovecot()
        self.start_dovecot()

    def restart_postfix(self) -> None:
        """End Postfix, whoever is connected, and start it again."""
        self._run_postfix("stop")
        self._run_postfix("start")
        _until_open(self.ports.smtp)

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """The busy buyer's server answers 450 meanwhile."""
        mark = self.folder / "busy"
        mark.touch(mode=0o644)
        try:
            yield
        finally:
            mark.unlink()

    def put(self, address: str, letters: Iterable[bytes]) -> None:
        """Lay many letters into an inbox at once, as files; nobody may be connected to it."""
        folders = [self.folder / "mail" / address]
        folders += [
            folders[0] / "Maildir",
            *(folders[0] / "Maildir" / name for name in ("cur", "new", "tmp")),
        ]
        for folder in folders:
            folder.mkdir(exist_ok=True)
            shutil.chown(folder, 8, 8)
        for number, raw in enumerate(letters):
            path = folders[-2] / f"{int(time.time())}.M{number:06}.{HOST}"
            path.write_bytes(raw)
            shutil.chown(path, 8, 8)

    def empty(self) -> None:
        """Throw all letters away; nobody may be connected to Dovecot."""
        for mailbox in (self.folder / "mail").iterdir():
            # a process of Dovecot's that is still ending may write into the old folder
            gone = mailbox.rename(self.folder / f"gone-{secrets.token_hex(8)}")
            shutil.rmtree(gone, ignore_errors=True)

    def letters(self, address: str) -> list[bytes]:
        """What lies in an inbox, oldest first, as it lies on the disk."""
        inbox = self.folder / "mail" / address / "Maildir"
        files = [path for name in ("new", "cur") for path in (inbox / name).glob("*")]
        return [path.read_bytes() for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]

    def send(self, sender: str, to: str, raw: bytes) -> None:
        """Send a letter as a person would: STARTTLS, a password, Postfix."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        with smtplib.SMTP(HOST, self.ports.smtp, timeout=PATIENCE) as client:
            client.starttls(context=context)
            client.login(sender, self.passwords[sender])
            client.sendmail(sender, [to], raw)

    def deliver(self, to: str, letters: Iterable[bytes]) -> None:
        """Put letters straight into an inbox, past Postfix."""
        with smtplib.LMTP("127.0.0.1", self.ports.lmtp, timeout=PATIENCE) as client:
            for raw in letters:
                client.sendmail(f"ola@{OURS}", [to], raw)

    def renumber(self, address: str) -> None:
        """Make Dovecot forget the numbers of an inbox's letters; nobody may be connected to it."""
        inbox = self.folder / "mail" / address / "Maildir"
        for path in inbox.glob("dovecot*"):
            if "uidvalidity" not in path.name:  # there Dovecot keeps which numberings were used up
                path.unlink()

    def log_of_postfix(self) -> str:
        """What Postfix wrote down."""
        path = self.folder / "postfix" / "maillog"
        return path.read_text(errors="replace") if path.exists() else ""

    def log_of_dovecot(self) -> str:
        """What Dovecot wrote down."""
        return (self.folder / "dovecot.log").read_text(errors="replace")

    def _run_postfix(self, verb: str) -> None:
        command = ["/usr/sbin/postfix", "-c", str(self.folder / "postfix"), verb]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise RuntimeError(f"postfix {verb}: {done.stderr}\n{self.log_of_postfix()}")


@contextlib.contextmanager
def mail_servers() -> Iterator[MailServers]:
    """Both servers on free ports of the loopback; gone afterwards, with all letters.

    Raises:
        RuntimeError: the packages are not there, or we are not root, without which Postfix does not start.
    """
    if not all(Path(program).exists() for program in ("/usr/sbin/dovecot", "/usr/sbin/postfix")):
        raise RuntimeError(f"Dovecot and Postfix are not installed. {_HINT}")
    if os.geteuid() != 0:
        raise RuntimeError(f"Postfix starts as root only. {_HINT}")
    folder = Path(tempfile.mkdtemp(prefix="latarnik-mail-", dir="/tmp"))  # short: sockets lie below it
    servers = MailServers(folder)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_ports(wanted: int) -> list[int]:
    """Below the range that outgoing connections take theirs from, so that they are still free a moment later."""
    found: list[int] = []
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == wanted:
            return found
    raise RuntimeError("no free ports on the loopback")


def _until_open(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        if time.monotonic() > end:
            raise TimeoutError(f"nobody listens on port {port}")
        time.sleep(0.05)


def _write_certificate(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)  # as most mail servers have
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").touch(mode=0o600)
    (folder / "key.pem").write_bytes(secret)
