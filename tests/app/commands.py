"""The command line as people use it: in this process where only words matter, as the console script where the world does."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner

from app.cli import app

SCRIPT = Path(sys.executable).parent / "latarnik"
NIP = "9990001137"
NEW_COMPANY = (
    "company", "add", "--nip", NIP, "--name", "Latarnia Morska sp. z o.o.",
    "--address", "Portowa 1/2, 00-999 Przykładowo",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a command left behind: exit status, words for machines and words for people."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict]:
        """Standard output, which holds JSON and nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """The one sentence for a person; nothing went to the machine."""
        assert "Traceback" not in self.err
        assert self.out == ""
        assert len(self.err.splitlines()) == 1, self.err
        return self.err.strip()


def environment(settings: dict[str, object]) -> dict[str, str]:
    """Settings by name as the environment has them."""
    return {f"LATARNIK_{name.upper()}": str(value) for name, value in settings.items()}


def run_here(*arguments: object, **settings: object) -> Said:
    """Run a command in this process."""
    result = CliRunner().invoke(app, [str(one) for one in arguments], env=environment(settings))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


def hear_ctrl_c() -> None:
    """Before a command is begun: whoever runs the tests may ignore that signal, and hands this on to all children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run_script(
    folder: Path,
    *arguments: object,
    python_path: str | None = None,
    largest_file: int | None = None,
    **settings: object,
) -> Said:
    """Run the console script as a process of its own, in a folder.

    Args:
        folder: where it is run.
        arguments: its words.
        python_path: leads it to other packages first.
        largest_file: blocks of 512 bytes after which a file takes no more, as a disk that is full.
        settings: by name without the prefix.
    """
    limit = [] if largest_file is None else ["sh", "-c", f'ulimit -f {largest_file} && exec "$@"', "sh"]
    words = [*limit, SCRIPT, *(str(one) for one in arguments)]
    env = {**os.environ, **environment(settings)} | ({"PYTHONPATH": python_path} if python_path else {})
    ended = subprocess.run(
        words, env=env, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    return Said(ended.returncode, ended.stdout, ended.stderr)


@dataclass(frozen=True)
class Seal:
    """The files with which a company logs in to KSeF."""

    certificate: Path
    key: Path


def make_seal(folder: Path) -> Seal:
    """A self-signed seal made now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "PL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Latarnia Morska"),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"VATPL-{NIP}"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Latarnia Morska"),
        ]
    )
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    certificate = builder.not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    seal = Seal(folder / "seal.pem", folder / "seal-key.pem")
    seal.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    seal.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return seal
