"""`latarnik ksef login` and `latarnik ksef certificates`, before the stand-in of KSeF."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.app.commands import NEW_COMPANY, NIP, Seal

OF_OURS = ("--company", NIP)


@pytest.fixture
async def moved_in(aside, seal):
    """The company is there, with its seal."""
    words = ("--ksef-certificate", seal.certificate, "--ksef-key", seal.key)
    assert (await aside(*NEW_COMPANY, *words)).status == 0


@pytest.fixture
async def bare(aside):
    """The company is there, without any access."""
    assert (await aside(*NEW_COMPANY)).status == 0


def signed_elsewhere(document: bytes, seal: Seal) -> bytes:
    """What a person's own program makes of it: an enveloped XAdES signature, by a library that is not ours."""
    from ksef_client.services.xades import sign_xades_enveloped

    certificate, key = seal.certificate.read_text(), seal.key.read_text()
    return sign_xades_enveloped(document.decode(), certificate, key).encode()


# --- login ---


@pytest.mark.usefixtures("moved_in")
async def test_the_stored_way_in_is_tried(aside):
    answer = await aside("ksef", "login", *OF_OURS)

    assert answer.lines == [{"company": NIP, "login": "works", "context": f"Nip:{NIP}"}]
    assert "działa" in answer.err
    assert answer.status == 0


async def test_a_company_in_an_internal_context_logs_in_to_it(aside, stage, seal):
    words = (
        "--ksef-certificate",
        seal.certificate,
        "--ksef-key",
        seal.key,
        "--ksef-context",
        f"InternalId:{NIP}-00017",
    )
    await aside(*NEW_COMPANY, *words)

    answer = await aside("ksef", "login", *OF_OURS)

    assert answer.lines[0]["context"] == f"InternalId:{NIP}-00017"
    [login] = stage.ksef._auth.logins.values()
    assert (login.context.kind, login.context.value) == ("InternalId", f"{NIP}-00017")


@pytest.mark.parametrize(
    "context", ["InternalId:5265877635-00017", "Nip:5265877635", "PeppolId:PPL123456", "x"]
)
async def test_a_context_that_is_not_the_companys_is_refused(aside, context):
    answer = await aside(*NEW_COMPANY, "--ksef-context", context)

    assert "context" in answer.sentence
    assert answer.status == 1


@pytest.mark.usefixtures("bare")
async def test_a_person_signs_elsewhere_and_the_company_gets_its_certificates(aside, seal, tmp_path):
    prepared = await aside("ksef", "login", *OF_OURS, "--prepare", "login.xml")
    assert prepared.status == 0
    assert "Profilem Zaufanym" in prepared.err
    assert (tmp_path / "login.xml").stat().st_mode & 0o077 == 0
    (tmp_path / "signed.xml").write_bytes(signed_elsewhere((tmp_path / "login.xml").read_bytes(), seal))

    kept = await aside("ksef", "login", *OF_OURS, "--signed", "signed.xml")
    assert (kept.status, kept.lines[0]["login"]) == (0, "kept")
    for kind in ("authentication", "offline"):
        got = await aside("ksef", "certificates", "enrol", *OF_OURS, "--type", kind)
        assert (got.status, got.lines[0]["type"].lower()) == (0, kind)

    ended = await aside("ksef", "login", *OF_OURS, "--end")
    assert ended.lines == [{"company": NIP, "login": "ended"}]
    assert (await aside("ksef", "login", *OF_OURS)).lines[0]["login"] == "works"  # by the certificate now


@pytest.mark.usefixtures("bare")
async def test_a_signed_document_is_sent_once_and_then_another_is_wanted(aside, seal, tmp_path):
    await aside("ksef", "login", *OF_OURS, "--prepare", "login.xml")
    (tmp_path / "signed.xml").write_bytes(signed_elsewhere((tmp_path / "login.xml").read_bytes(), seal))
    await aside("ksef", "login", *OF_OURS, "--signed", "signed.xml")

    answer = await aside("ksef", "login", *OF_OURS, "--signed", "signed.xml")

    assert "--prepare" in answer.sentence
    assert answer.status == 1


@pytest.mark.usefixtures("bare")
async def test_an_unsigned_document_is_not_sent(aside, stage):
    await aside("ksef", "login", *OF_OURS, "--prepare", "login.xml")

    answer = await aside("ksef", "login", *OF_OURS, "--signed", "login.xml")

    assert "nie ma podpisu" in answer.sentence
    assert answer.status == 1
    assert stage.ksef._auth.logins == {}


@pytest.mark.usefixtures("bare")
async def test_a_challenge_that_ran_out_is_told_in_plain_words(aside, stage, seal, tmp_path):
    await aside("ksef", "login", *OF_OURS, "--prepare", "login.xml")
    (tmp_path / "signed.xml").write_bytes(signed_elsewhere((tmp_path / "login.xml").read_bytes(), seal))
    stage.ksef._office.world.clock.advance(11 * 60)  # only KSeF's clock: it decides

    answer = await aside("ksef", "login", *OF_OURS, "--signed", "signed.xml")

    assert "10 minut" in answer.sentence
    assert answer.status == 1


@pytest.mark.usefixtures("moved_in")
async def test_log_ins_that_ksef_remembers_are_listed(aside):
    await aside("ksef", "login", *OF_OURS)  # logs out again

    answer = await aside("ksef", "login", *OF_OURS, "--sessions")

    assert [line["current"] for line in answer.lines] == [True]


@pytest.mark.usefixtures("bare")
async def test_without_any_access_it_is_told(aside):
    for words in [("login",), ("login", "--sessions"), ("certificates", "enrol")]:
        answer = await aside("ksef", *words, *OF_OURS)
        assert answer.sentence
        assert answer.status == 1


async def test_a_company_that_is_not_there_is_told(aside):
    answer = await aside("ksef", "login", "--company", NIP)

    assert "latarnik company add" in answer.sentence
    assert answer.status == 1


async def test_two_wishes_at_once_are_wrong_usage(aside):
    answer = await aside("ksef", "login", *OF_OURS, "--end", "--sessions")

    assert answer.status == 2


# --- certificates ---


@pytest.mark.usefixtures("moved_in")
async def test_certificates_are_got_listed_and_given_back(aside, stage):
    got = (await aside("ksef", "certificates", "enrol", *OF_OURS)).lines[0]
    listed = (await aside("ksef", "certificates", "list", *OF_OURS)).lines
    mine = {line["serial"]: line for line in listed}

    assert (mine[got["serial"]]["type"], mine[got["serial"]]["status"]) == ("Offline", "Active")
    assert mine[got["serial"]]["here"] is True
    revoked = await aside("ksef", "certificates", "revoke", got["serial"], *OF_OURS, "--reason", "superseded")
    assert revoked.lines[0]["status"] == "Revoked"
    after = {line["serial"]: line for line in (await aside("ksef", "certificates", "list", *OF_OURS)).lines}
    assert after[got["serial"]]["here"] is False
    assert after[got["serial"]]["status"] in {"Blocked", "Revoked"}


@pytest.mark.broken_ksef("KSeF is closed")
@pytest.mark.usefixtures("moved_in")
async def test_with_ksef_away_the_wallet_is_listed_all_the_same(aside, stage):
    stage.ksef.set_state("failure")

    answer = await aside("ksef", "certificates", "list", *OF_OURS)

    assert [line["status"] for line in answer.lines] == ["unknown"]
    assert "tylko certyfikaty zapisane tutaj" in answer.err
    assert answer.status == 0


@pytest.mark.usefixtures("moved_in")
async def test_nothing_of_a_key_comes_out_of_any_command(aside, home):
    got = await aside("ksef", "certificates", "enrol", *OF_OURS)
    listed = await aside("ksef", "certificates", "list", *OF_OURS)

    for answer in (got, listed):
        assert "KEY" not in answer.out + answer.err
        assert not any(set(line) & {"key", "certificate", "token"} for line in answer.lines)


@pytest.mark.parametrize(
    "words", [("enrol", *OF_OURS, "--type", "king"), ("revoke", "0" * 16, *OF_OURS, "--reason", "boredom")]
)
async def test_words_that_are_none_of_ours_are_wrong_usage(aside, words):
    answer = await aside("ksef", "certificates", *words)

    assert answer.status == 2
    assert answer.sentence


# --- import ---


@pytest.fixture
def ministry_files(stage, tmp_path):
    """What the Ministry's application lets one download: a certificate and its key under a password."""

    def make(kind: str = "Offline", password: bytes = b"Sezamie1", nip: str = NIP, key=None):
        key = key or ec.generate_private_key(ec.SECP256R1())
        certificate = stage.ksef.issue_certificate(nip, kind, key.public_key())
        locked = BestAvailableEncryption(password)
        (tmp_path / "ksef.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
        (tmp_path / "ksef.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
        bundle = pkcs12.serialize_key_and_certificates(b"ksef", key, certificate, None, locked)
        (tmp_path / "ksef.p12").write_bytes(bundle)
        (tmp_path / "password").write_bytes(password + b"\n")
        return f"{certificate.serial_number:016X}"

    return make


@pytest.mark.usefixtures("moved_in")
@pytest.mark.parametrize("files", [("ksef.crt", "--key", "ksef.key"), ("ksef.p12",)])
@pytest.mark.parametrize("kind", ["Offline", "Authentication"])
async def test_the_ministrys_files_are_imported(aside, ministry_files, files, kind):
    serial = ministry_files(kind)

    answer = await aside("ksef", "certificates", "import", *files, *OF_OURS, "--password-file", "password")

    assert (answer.status, answer.lines[0]["serial"], answer.lines[0]["type"]) == (0, serial, kind)
    listed = (await aside("ksef", "certificates", "list", *OF_OURS, "--local")).lines
    assert serial in {line["serial"] for line in listed}


@pytest.mark.usefixtures("bare")
async def test_a_company_logs_in_with_what_it_imported(aside, ministry_files):
    ministry_files("Authentication")

    await aside("ksef", "certificates", "import", "ksef.p12", *OF_OURS, "--password-file", "password")

    assert (await aside("ksef", "login", *OF_OURS)).lines[0]["login"] == "works"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("files", "word"),
    [
        (("ksef.p12",), "hasł"),
        (("ksef.p12", "--password-file", "wrong"), "Hasło"),
        (("ksef.crt", "--key", "ksef.key", "--password-file", "wrong"), "Hasło"),
        (("ksef.crt", "--key", "ksef.crt"), "klucza prywatnego"),
        (("ksef.key", "--key", "ksef.key"), "certyfikatu"),
        (("password",), "PKCS#12"),
        (("ksef.crt",), "PKCS#12"),
        (("nowhere",), "nowhere"),
        (("ksef.crt", "--key", "other.key"), "nie pasuje"),
        (("old.crt", "--key", "other.key"), "ważność"),
        (("weak.crt", "--key", "weak.key"), "P-256"),
    ],
)
async def test_files_that_will_not_serve_are_told_and_nothing_is_kept(
    aside, ministry_files, tmp_path, files, word
):
    ministry_files()
    (tmp_path / "wrong").write_text("nie-to-haslo")
    other, weak = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 1024)
    for name, key in [("other", other), ("weak", weak)]:
        (tmp_path / f"{name}.key").write_bytes(_plain(key))
    (tmp_path / "old.crt").write_bytes(_ended(other))
    (tmp_path / "weak.crt").write_bytes(_ended(weak))

    answer = await aside("ksef", "certificates", "import", *files, *OF_OURS)

    assert word in answer.sentence
    assert answer.status == 1
    assert (await aside("ksef", "certificates", "list", *OF_OURS, "--local")).lines == []


def _plain(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _ended(key) -> bytes:
    now, name = datetime.now(UTC), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(days=9))
    return (
        builder.not_valid_after(now - timedelta(days=1)).sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    )


@pytest.mark.usefixtures("bare")
async def test_a_certificate_of_another_company_is_kept_with_a_warning(aside, ministry_files):
    ministry_files(nip="5265877635")

    answer = await aside(
        "ksef", "certificates", "import", "ksef.p12", *OF_OURS, "--password-file", "password"
    )

    assert "5265877635" in answer.err
    assert answer.status == 0


async def test_a_company_does_not_move_in_with_a_certificate_that_cannot_log_in(aside, ministry_files):
    ministry_files("Offline")

    answer = await aside(
        *NEW_COMPANY,
        "--ksef-certificate",
        "ksef.crt",
        "--ksef-key",
        "ksef.key",
        "--ksef-key-password-file",
        "password",
    )

    assert "Offline" in answer.sentence
    assert answer.status == 1


@pytest.mark.parametrize("wrong", ["certificate", "key", "mixed"])
async def test_a_company_does_not_move_in_with_files_that_are_none(
    aside, seal, ministry_files, tmp_path, wrong
):
    ministry_files("Authentication")
    (tmp_path / "junk").write_text("dzień dobry")
    files = {
        "certificate": ("junk", seal.key),
        "key": (seal.certificate, "junk"),
        "mixed": ("ksef.crt", seal.key),
    }[wrong]

    answer = await aside(*NEW_COMPANY, "--ksef-certificate", files[0], "--ksef-key", files[1])

    assert answer.sentence
    assert answer.status == 1
    assert (await aside("ksef", "login", *OF_OURS)).status == 1
