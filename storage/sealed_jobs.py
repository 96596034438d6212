"""Promises as they lie in their table: one to show a secret is sealed there, until somebody's eyes have it."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from invoicing.services.jobs import Job, Show
from storage.codec import CodecError, decode, encode
from storage.secrets import SecretBox, UnusableKey

MARK = "sealed:"
"""How the text of a sealed job begins."""
_NOBODYS = UUID(int=0)  # a promise to show belongs to a chat, not to a company


def payload_of(job: Job, box: SecretBox) -> str:
    """The job as text; of what holds a secret nothing can be read in it."""
    plain = encode(job, Job)
    if not (isinstance(job, Show) and job.reply.secret):
        return plain
    return _sealed(job.key, plain.encode(), box)


def job_of(key: str, payload: str, box: SecretBox) -> Job | None:
    """The job; None when it was written by a version that knew more, or sealed with a key we do not have."""
    try:
        if payload.startswith(MARK):
            payload = box.open(_NOBODYS, key, _octets(payload)).decode()
        job: Job = decode(Job, payload)
    except (CodecError, UnusableKey, binascii.Error):
        return None
    return job


def resealed(key: str, payload: str, box: SecretBox) -> str | None:
    """A sealed job under the current key; None when it is so already.

    Raises:
        UnusableKey: it was sealed with a key we do not have, or is damaged.
    """
    sealed = _octets(payload)
    return None if box.is_current(sealed) else _sealed(key, box.open(_NOBODYS, key, sealed), box)


def _octets(payload: str) -> bytes:
    return base64.b64decode(payload.removeprefix(MARK), validate=True)


def _sealed(key: str, plain: bytes, box: SecretBox) -> str:
    return MARK + base64.b64encode(box.seal(_NOBODYS, key, plain)).decode()
