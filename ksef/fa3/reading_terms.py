"""WarunkiTransakcji."""

from __future__ import annotations

from invoicing.model.document import ReferenceView, TermsView, TransportView
from ksef.fa3.reading_parties import read_address, read_party
from ksef.fa3.reading_parts import Part

_CONTRACT = {"date": "DataUmowy", "number": "NrUmowy"}
_ORDER = {"date": "DataZamowienia", "number": "NrZamowienia"}
_TERMS = {
    "delivery_terms": "WarunkiDostawy",
    "contractual_rate": "KursUmowny",
    "contractual_currency": "WalutaUmowna",
    "intermediary": "PodmiotPosredniczacy",
}
_TRANSPORT = {
    "mode": "RodzajTransportu",
    "other_mode": "TransportInny",
    "mode_description": "OpisInnegoTransportu",
    "order_number": "NrZleceniaTransportu",
    "cargo": "OpisLadunku",
    "other_cargo": "LadunekInny",
    "cargo_description": "OpisInnegoLadunku",
    "packaging": "JednostkaOpakowania",
    "starts_at": "DataGodzRozpTransportu",
    "ends_at": "DataGodzZakTransportu",
}


def read_terms(part: Part) -> TermsView | None:
    """What the parties agreed; None when the document says nothing about it."""
    if not part:
        return None
    return TermsView(
        contracts=tuple(ReferenceView(**each.fields(_CONTRACT)) for each in part.parts("Umowy")),
        orders=tuple(ReferenceView(**each.fields(_ORDER)) for each in part.parts("Zamowienia")),
        batch_numbers=part.values("NrPartiiTowaru"),
        transports=tuple(map(_transport, part.parts("Transport"))),
        **part.fields(_TERMS),
    )


def _transport(part: Part) -> TransportView:
    return TransportView(
        carrier=read_party(part.part("Przewoznik"), address="AdresPrzewoznika"),
        ship_from=read_address(part.part("WysylkaZ")),
        ship_via=tuple(filter(None, map(read_address, part.parts("WysylkaPrzez")))),
        ship_to=read_address(part.part("WysylkaDo")),
        **part.fields(_TRANSPORT),
    )
