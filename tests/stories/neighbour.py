"""A second company in the sandbox, moved in by the commands of a real installation: it logs in with a token."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import serialization

from tests.sandbox.ksef.caller import Script, new_key, seal_subject, self_signed
from tests.stories.terminal import Terminal

NIP, NAME = "5252248481", "Bosman sp. z o.o."
BOSMAN = 1002
"""The neighbour's phone."""


class Neighbour:
    """The company, its seal, and whoever runs the server."""

    def __init__(self, world, folder: Path) -> None:
        self.folder, self._terminal = folder, Terminal(world)
        self._ksef = world.get("/api/state")["urls"]["ksef"].removesuffix("/v2")
        self.certificate, self.key = folder / "seal.pem", folder / "seal-key.pem"
        key = new_key()
        start = datetime.now(UTC) - timedelta(days=400)
        seal = self_signed(key, seal_subject(NIP), start, 1500)
        self._seal = key, seal
        self.certificate.write_bytes(seal.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def moves_in(self, world) -> None:
        """With a token that was made in KSeF; the owner comes by the invitation."""
        token = self.folder / "token"
        token.write_text(asyncio.run(self._new_token()))
        said = self.latarnik(
            "company", "add", "--nip", NIP, "--name", NAME, "--address", "Portowa 3, 00-999 Przykładowo",
            "--bank-account", "96999000120000000000000001", "--ksef-token-file", str(token), "--owner-invite",
        )  # fmt: skip
        world.say(f"/start {json.loads(said.strip().splitlines()[-1])['invite']}", BOSMAN)
        world.hear("Bosman", user=BOSMAN)

    def gets_a_certificate(self) -> None:
        """What the steps of /certyfikat come to: a way in by signature, in the wallet."""
        self.latarnik(
            "ksef", "certificates", "import", str(self.certificate), "--key", str(self.key), "--company", NIP
        )

    def latarnik(self, *words: str) -> str:
        """Run one command of the app on the same data."""
        return self._terminal.latarnik(*words)

    async def _new_token(self) -> str:
        async with httpx.AsyncClient(base_url=self._ksef, trust_env=False) as http:
            script = Script(http)
            await script.log_in(await script.by_certificate(*self._seal, nip=NIP))
            wanted = {"permissions": ["InvoiceRead", "InvoiceWrite"], "description": "Latarnik"}
            return (await script.json("POST", "/tokens", json=wanted))["token"]
