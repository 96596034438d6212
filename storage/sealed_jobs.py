"""Promises as they lie in their table: one to show a secret is sealed there, until somebody's eyes have it."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from invoicing.services.jobs import Job, Show
from storage.codec import CodecError, decode, encode
from storage.secrets import SecretBox, UnusableKey

_MARK = "sealed:"
_NOBODYS = UUID(int=0)  # a promise to show belongs to a chat, not to a company


def payload_of(job: Job, box: SecretBox) -> str:
    """The job as text; of what holds a secret nothing can be read in it."""
    plain = encode(job, Job)
    if not (isinstance(job, Show) and job.reply.secret):
        return plain
    sealed = box.seal(_NOBODYS, job.key, plain.encode())
    return _MARK + base64.b64encode(sealed).decode()


def job_of(key: str, payload: str, box: SecretBox) -> Job | None:
    """The job; None when it was written by a version that knew more, or sealed with a key we do not have."""
    try:
        if payload.startswith(_MARK):
            sealed = base64.b64decode(payload.removeprefix(_MARK), validate=True)
            payload = box.open(_NOBODYS, key, sealed).decode()
        job: Job = decode(Job, payload)
    except (CodecError, UnusableKey, binascii.Error):
        return None
    return job
