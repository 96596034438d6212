"""A package for a batch session, made by hand: archive, slices, encryption, declaration."""

import io
import tarfile
import zipfile
from dataclasses import dataclass, field
from secrets import token_bytes

from tests.sandbox.ksef.caller import Script, digest, encrypt, until


def zipped(documents: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in documents.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(documents: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in documents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


@dataclass
class Parcel:
    """A package and its session."""

    archive: bytes
    pieces: int = 1
    compression: str | None = "Zip"
    key: bytes = field(default_factory=lambda: token_bytes(32))
    iv: bytes = field(default_factory=lambda: token_bytes(16))
    reference: str = ""
    requests: list[dict] = field(default_factory=list)

    @property
    def slices(self) -> list[bytes]:
        length = -(-len(self.archive) // self.pieces)
        cut = [self.archive[start : start + length] for start in range(0, len(self.archive), length)]
        return [encrypt(each, self.key, self.iv) for each in cut]

    async def body(self, script: Script, offline=False, **changes) -> dict:
        parts = [
            {"ordinalNumber": ordinal, "fileSize": len(each), "fileHash": digest(each)}
            for ordinal, each in enumerate(self.slices, start=1)
        ]
        file = {"fileSize": len(self.archive), "fileHash": digest(self.archive), "fileParts": parts}
        if self.compression:
            file["compressionType"] = self.compression
        opened = await script.open_body(self.key, self.iv)
        return opened | {"batchFile": file | changes, "offlineMode": offline}

    async def open(self, script: Script, **more) -> "Parcel":
        body = await script.json("POST", "/sessions/batch", json=await self.body(script, **more))
        self.reference, self.requests = body["referenceNumber"], body["partUploadRequests"]
        return self

    async def upload(self, script: Script) -> list[int]:
        pairs = zip(self.requests, self.slices, strict=True)
        return [(await self.put(script, request, content)).status_code for request, content in pairs]

    async def put(self, script: Script, request: dict, content: bytes, **headers):
        headers = request["headers"] | headers
        return await script.http.request(request["method"], request["url"], headers=headers, content=content)

    async def close(self, script: Script):
        return await script.call("POST", f"/sessions/batch/{self.reference}/close")

    async def status(self, script: Script) -> dict:
        return await script.json("GET", f"/sessions/{self.reference}")

    async def final(self, script: Script) -> dict:
        return await until(lambda: self.status(script), lambda body: body["status"]["code"] not in {100, 150})

    async def sent(self, script: Script, **more) -> dict:
        """The whole way; the final status of the session."""
        await self.open(script, **more)
        assert set(await self.upload(script)) == {201}
        closed = await self.close(script)
        assert closed.status_code == 204, closed.text
        return await self.final(script)
