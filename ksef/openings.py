"""What every request that opens something with encryption says: the form, the key, the checks that are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ksef.crypto import SymmetricKey, encode, seal
from ksef.keys import PublicKeys, Usage

FORM = {"systemCode": "FA (3)", "schemaVersion": "1-0E", "value": "FA"}
_CHECKED = {"X-KSeF-Feature": "subject-identifier-validation"}


def opening_headers(*, check_identifiers: bool) -> Mapping[str, str]:
    """Ask the test environment for the checks of NIP that production always makes; one feature a request."""
    return _CHECKED if check_identifiers else {}


async def encryption(keys: PublicKeys, key: SymmetricKey) -> dict[str, Any]:
    """The key of a session or an export, sealed for the Ministry (`EncryptionInfo`).

    Raises:
        Unavailable: the Ministry's public keys cannot be had.
    """
    public = await keys.current(Usage.SYMMETRIC_KEY)
    return {
        "encryptedSymmetricKey": seal(public.key, key.key),
        "initializationVector": encode(key.iv),
        "publicKeyId": public.id,
    }
