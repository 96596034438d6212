"""The domain name system of this world: it knows the keys by which domains under .example sign their letters."""

import asyncio
from collections.abc import Callable
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from sandbox.mail.signing import SELECTOR
from sandbox.serving import HOST

LONGEST_STRING = 255  # bytes of one string of a TXT record, RFC 1035 section 3.3
LIFETIME = 60


class Names:
    """Answers questions for TXT records over UDP.

    Args:
        key: the record that every domain publishes.
    """

    def __init__(self, key: Callable[[], str]) -> None:
        self._key = key
        self._transport: asyncio.DatagramTransport | None = None

    async def start(self) -> str:
        """Listen on a free port of the loopback; returns host and port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: _Listener(self._answer), local_addr=(HOST, 0)
        )
        return f"{HOST}:{self._transport.get_extra_info('sockname')[1]}"

    async def stop(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()

    def _answer(self, asked: bytes) -> bytes | None:
        try:
            query = dns.message.from_wire(asked)
        except dns.exception.DNSException:
            return None
        if not query.question:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA | dns.flags.RA
        (question, *_) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        if question.rdtype == dns.rdatatype.TXT and _publishes(name):
            answer.answer.append(_text(name, self._key()))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self._answer = answer
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer through."""
        self._transport = cast("asyncio.DatagramTransport", transport)  # what an endpoint of datagrams gets

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        answer = self._answer(data)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)


def _publishes(name: str) -> bool:
    return name.startswith(f"{SELECTOR}._domainkey.") and name.endswith(".example")


def _text(name: str, record: str) -> dns.rrset.RRset:
    pieces = [record[at : at + LONGEST_STRING] for at in range(0, len(record), LONGEST_STRING)]
    quoted = " ".join(f'"{piece}"' for piece in pieces)
    return dns.rrset.from_text(f"{name}.", LIFETIME, dns.rdataclass.IN, dns.rdatatype.TXT, quoted)
