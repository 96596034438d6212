"""Packages that a person keeps: plain zips whose digests can be checked by hand."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

SUMS = "SHA256SUMS"
_ALWAYS = (1980, 1, 1, 0, 0, 0)  # the same books make the same bytes


def sums(files: Mapping[str, bytes]) -> bytes:
    """In the form that `sha256sum --check` reads."""
    return "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()
    ).encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files in their order."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _ALWAYS)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return package.getvalue()
