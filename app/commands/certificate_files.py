"""Certificates and keys from files of the person at the terminal; passwords from a file or a prompt, never an argument."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from app.commands.speaking import read_bytes, say
from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from ksef.imports import Imported, checked, read_bundle, read_pair
from templates.console import console_sentence


def read_import(
    certificate: Path, key: Path | None, password_file: Path | None, nip: Nip, now: datetime
) -> Imported:
    """A certificate with its key, checked; without a key file the certificate file is a PKCS#12 bundle.

    Says so when the certificate names another NIP than the company's.

    Raises:
        Refused: as `ksef.imports`.
    """
    content = read_bytes(certificate)
    locked = key or certificate
    if key is None:
        found = _unlocked(lambda password: read_bundle(content, password), locked, password_file)
    else:
        key_content = read_bytes(key)
        found = _unlocked(lambda password: read_pair(content, key_content, password), locked, password_file)
    imported = checked(*found, nip, now)
    if imported.foreign_nip is not None:
        say(console_sentence("certificate-foreign", theirs=imported.foreign_nip, nip=nip))
    return imported


def _unlocked(
    read: Callable[[bytes | None], tuple[Any, Any]], locked: Path, password_file: Path | None
) -> tuple[Any, Any]:
    """Open without a password first, unless a file holds one; then ask, if somebody is there to answer."""
    if password_file is not None:
        return read(read_bytes(password_file).rstrip(b"\r\n") or None)
    try:
        return read(None)
    except Refused as refusal:
        if refusal.reason != "ksef-file-password" or not sys.stdin.isatty():
            raise
    prompt = console_sentence("password-prompt", file=locked)
    return read(str(typer.prompt(prompt, hide_input=True, err=True)).encode())
