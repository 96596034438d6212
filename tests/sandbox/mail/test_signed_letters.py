"""Domains under .example sign their letters, and their keys are where the DNS has them."""

import dns.asyncresolver
import dns.resolver
import pytest

from sandbox.names import Names

WRITTEN = ("jan@klient.example", "faktury@latarnia.example", "Zlecenie", "Dzień dobry")


async def test_a_letter_is_signed_by_the_domain_that_was_named(server):
    plain = await server.send(*WRITTEN)
    signed = await server.send(*WRITTEN, signed_by="klient.example")

    assert b"DKIM-Signature" not in server.raw(WRITTEN[1], plain)
    raw = server.raw(WRITTEN[1], signed)
    assert b"d=klient.example; s=sandbox; h=from:to:subject:date:message-id; bh=" in raw


async def test_the_key_of_every_domain_under_example_is_published(server):
    names = Names(lambda: server.signer.record)
    place = await names.start()
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], int(place.rpartition(":")[2])
    try:
        answer = await resolver.resolve("sandbox._domainkey.klient.example", "TXT")
        with pytest.raises(dns.resolver.NXDOMAIN):
            await resolver.resolve("sandbox._domainkey.klient.pl", "TXT")
    finally:
        await names.stop()

    (record,) = answer
    assert b"".join(record.strings).decode() == server.signer.record
