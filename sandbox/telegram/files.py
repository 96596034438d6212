"""Files of the chats: stored once, named by identifiers, handed out by path."""

from __future__ import annotations

import mimetypes
import secrets
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sandbox.telegram.arguments import Arguments, Upload
from sandbox.telegram.errors import bad_request
from sandbox.telegram.limits import DOWNLOAD_BYTES, PHOTO_BYTES

FOLDERS = {"document": "documents", "photo": "photos", "voice": "voice", "sticker": "stickers"}
NOT_FOUND = "Wrong file_id or the file is temporarily unavailable"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in a chat; sizes in pixels are those of a picture, else 0."""

    kind: str
    file_id: str
    file_unique_id: str
    path: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0

    def identity(self) -> dict[str, Any]:
        """Return the fields every kind of file has in the API."""
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": len(self.data)}

    def fields(self) -> dict[str, Any]:
        """Return the part of a Message that carries the file."""
        if self.kind == "photo":
            return {"photo": [{**self.identity(), "width": self.width, "height": self.height}]}
        if self.kind == "voice":
            return {"voice": {**self.identity(), "duration": 1, "mime_type": self.mime}}
        if self.kind == "sticker":
            size = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": {**self.identity(), **size, "emoji": "🔦"}}
        return {"document": {**self.identity(), "file_name": self.name, "mime_type": self.mime}}


class FileStore:
    """All files, found by identifier or by the path `getFile` gave."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, name: str, mime: str, data: bytes) -> StoredFile:
        """Keep a file.

        Raises:
            ApiError: 400 for an empty file, or a photo that is no picture or too big.
        """
        if not data:
            raise bad_request("File must be non-empty")
        width, height = _photo_size(data) if kind == "photo" else (0, 0)
        ending = PurePosixPath(name).suffix
        path = f"{FOLDERS[kind]}/file_{len(self._by_id)}{ending}"
        file_id = f"BQACAgQAAxk{secrets.token_urlsafe(36)}"
        unique = f"AgAD{secrets.token_urlsafe(8)}"
        stored = StoredFile(kind, file_id, unique, path, name, mime, data, width, height)
        self._by_id[file_id] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        """Return a file by its identifier.

        Raises:
            KeyError: nobody sent such a file.
        """
        return self._by_id[file_id]

    def open_path(self, file_id: str) -> dict[str, Any]:
        """Answer `getFile`: from now on the file can be downloaded by its path.

        Raises:
            ApiError: 400 for an unknown identifier or a file over 20 MiB.
        """
        if not file_id:
            raise bad_request("file_id not specified")
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request(NOT_FOUND)
        if len(stored.data) > DOWNLOAD_BYTES:
            raise bad_request("File is too big")
        self._by_path[stored.path] = stored
        return {**stored.identity(), "file_path": stored.path}

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file behind a path that `getFile` gave."""
        return self._by_path.get(path)

    def take(self, kind: str, reference: str, arguments: Arguments, field: str) -> StoredFile:
        """Return the file a call means: an upload (also `attach://`), or one sent before by its identifier.

        Raises:
            ApiError: 400 when there is none, it is of another kind, or it is an address (there is no way out).
        """
        upload = arguments.files.get(reference.removeprefix("attach://") if reference else field)
        if upload is not None and (not reference or reference.startswith("attach://")):
            return self._keep_upload(kind, upload)
        if not reference or reference.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        if reference.startswith(("http://", "https://")):
            raise bad_request("Failed to get HTTP URL content")
        stored = self._by_id.get(reference)
        if stored is None:
            raise bad_request("Wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"Can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
        return stored

    def _keep_upload(self, kind: str, upload: Upload) -> StoredFile:
        name = PurePosixPath(upload.name.replace("\\", "/")).name or "file"
        # The server goes by the name's ending, whatever the sender said.
        return self.add(kind, name, mimetypes.guess_type(name)[0] or upload.mime, upload.data)


def _photo_size(data: bytes) -> tuple[int, int]:
    if len(data) > PHOTO_BYTES:
        raise bad_request("File is too big")
    size = _png_size(data) or _jpeg_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    for marker, body in _jpeg_segments(data):
        if marker in {0xC0, 0xC1, 0xC2} and len(body) >= 5:
            height, width = struct.unpack(">HH", body[1:5])
            return (width, height) if width and height else None
    return None


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 4 <= len(data) and data[at] == 0xFF:
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        yield data[at + 1], data[at + 4 : at + 2 + length]
        at += 2 + length


def small_picture(side: int = 32) -> bytes:
    """Draw a small PNG, for the photo a person sends without choosing one."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes(range(0, 8 * side, 8))[:side] for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
