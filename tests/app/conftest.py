"""The command line as people use it: in this process where only words matter, as the console script where the world does."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner

from app.cli import app
from tests.app.stage import Stage

SCRIPT = Path(sys.executable).parent / "latarnik"
DOCUMENTS = Path(__file__).parents[1] / "golden" / "fa3"
NIP = "9990001137"


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


Command = Callable[..., Said]


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch, tmp_path) -> None:
    """No setting and no `.env` of whoever runs the tests reaches a command."""
    for name in [name for name in os.environ if name.startswith("LATARNIK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def new_home(tmp_path_factory) -> Path:
    """A data folder right after `latarnik migrate`, to be copied."""
    home = tmp_path_factory.mktemp("new") / "data"
    result = CliRunner().invoke(app, ["migrate"], env={"LATARNIK_DATA_DIR": str(home)})
    assert result.exit_code == 0, result.stderr
    return home


@pytest.fixture
def home(new_home, tmp_path) -> Path:
    """A migrated data folder of the test's own."""
    return shutil.copytree(new_home, tmp_path / "data")


@pytest.fixture
def latarnik() -> Command:
    """Runs a command in this process; settings are given by name without the prefix."""

    def run(*arguments: object, **settings: object) -> Said:
        environment = {f"LATARNIK_{name.upper()}": str(value) for name, value in settings.items()}
        result = CliRunner().invoke(app, [str(one) for one in arguments], env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def script(tmp_path) -> Command:
    """Runs the console script as a process of its own."""

    def run(*arguments: object, **settings: object) -> Said:
        environment = {f"LATARNIK_{name.upper()}": str(value) for name, value in settings.items()}
        ended = subprocess.run(
            [SCRIPT, *(str(one) for one in arguments)],
            env={**os.environ, **environment}, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        return Said(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def document(tmp_path) -> Callable[..., Path]:
    """A file with an FA(3) document; pairs of texts are exchanged in it."""

    def make(name: str = "faktura.xml", *changes: tuple[str, str], of: str = "basic") -> Path:
        text = (DOCUMENTS / f"{of}.xml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return make


@dataclass(frozen=True)
class Seal:
    """The files with which a company logs in to KSeF."""

    certificate: Path
    key: Path


@pytest.fixture
def seal(tmp_path) -> Seal:
    """A self-signed seal made for this test."""
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
    seal = Seal(tmp_path / "seal.pem", tmp_path / "seal-key.pem")
    seal.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    seal.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return seal


@pytest.fixture
def new_company() -> tuple[str, ...]:
    """The words of `company add` that every company needs."""
    return (
        "company", "add", "--nip", NIP, "--name", "Latarnia Morska sp. z o.o.",
        "--address", "Portowa 1/2, 00-999 Przykładowo",
    )  # fmt: skip


@pytest.fixture
async def stage(home):
    """The stand-ins, and settings that lead to them and to a migrated home."""
    stage = Stage()
    await stage.open()
    stage.settings["data_dir"] = str(home)
    yield stage
    await stage.close()


@pytest.fixture
async def aside(latarnik, stage):
    """Runs a command while the stand-ins of this loop answer; settings are the stage's but for the given ones."""

    async def run(*arguments: object, **changes: object) -> Said:
        return await asyncio.to_thread(latarnik, *arguments, **{**stage.settings, **changes})

    return run


@pytest.fixture
async def company(aside, new_company, seal) -> str:
    """The company has moved in; the code of its owner's invitation."""
    words = (
        "--ksef-certificate",
        seal.certificate,
        "--ksef-key",
        seal.key,
        "--email",
        "ola@latarnia.example",
    )
    return (await aside(*new_company, *words, "--owner-invite")).lines[0]["invite"]
