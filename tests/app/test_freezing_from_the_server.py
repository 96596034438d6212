"""`latarnik freeze`: the emergency brake from the server, which a second pull leaves as it is."""

import pytest

from tests.app.commands import NEW_COMPANY, NIP


@pytest.fixture
def freeze(latarnik, home):
    assert latarnik(*NEW_COMPANY, data_dir=home).status == 0
    return lambda nip: latarnik("freeze", "--company", nip, data_dir=home)


def test_it_says_since_when_the_company_stands_still(freeze):
    (first,) = freeze(NIP).lines
    (second,) = freeze(NIP).lines

    assert first["nip"] == NIP
    assert second["frozen_since"] == first["frozen_since"]


def test_a_suspected_theft_is_answered_with_what_to_take_out_of_use_at_ksef(latarnik, home, tmp_path, seal):
    (token := tmp_path / "token").write_text("token-of-ksef")
    files = ("--ksef-certificate", seal.certificate, "--ksef-key", seal.key, "--ksef-token-file", token)
    assert latarnik(*NEW_COMPANY, *files, data_dir=home).status == 0

    said = latarnik("freeze", "--company", NIP, data_dir=home)

    certificate, other = said.err.splitlines()
    assert certificate.endswith(f"--company {NIP} --reason key-compromise")
    assert "withdraw it in the Ministry's application" in other
    assert "token-of-ksef" not in said.err


@pytest.mark.parametrize(
    ("nip", "word"), [("5260250274", "latarnik company add"), ("5260250275", "check digit")]
)
def test_a_company_nobody_knows_is_a_clear_sentence(freeze, nip, word):
    said = freeze(nip)

    assert said.status == 1
    assert word in said.sentence


def test_a_frozen_company_sends_no_documents_of_other_programs_either(freeze, latarnik, home, tmp_path):
    freeze(NIP)
    (document := tmp_path / "faktura.xml").write_text("<Faktura/>", encoding="utf-8")

    said = latarnik("ksef", "send", document, "--company", NIP, data_dir=home)

    assert (said.status, said.lines) == (1, [])
    assert "zamrożone" in said.sentence
    assert "/odmroz" in said.sentence
