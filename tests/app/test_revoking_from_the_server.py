"""`latarnik revoke`: members and open invitations, listed and taken back."""

from uuid import uuid4

import pytest

from tests.app.commands import NEW_COMPANY, NIP


@pytest.fixture
def revoke(latarnik, home):
    assert latarnik(*NEW_COMPANY, data_dir=home).status == 0
    assert latarnik("invite", "--company", NIP, "--role", "viewer", data_dir=home).status == 0
    return lambda *words: latarnik("revoke", "--company", NIP, *words, data_dir=home)


def test_an_invitation_is_listed_without_its_code_and_taken_back_once(revoke):
    (listed,) = revoke().lines
    assert set(listed) == {"invitation", "role", "expires_at"}

    assert revoke("--invitation", listed["invitation"]).lines[0]["role"] == "viewer"
    assert revoke().lines == []
    assert "not open" in revoke("--invitation", listed["invitation"]).sentence


@pytest.mark.parametrize(
    ("words", "status"),
    [(("--person", str(uuid4())), 1), (("--person", "Ewa"), 2), (("--invitation", "1"), 2)],
)
def test_whoever_is_not_there_is_a_clear_sentence(revoke, words, status):
    said = revoke(*words)

    assert said.status == status
    assert said.sentence
