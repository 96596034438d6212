"""What a correcting invoice says of the invoices it corrects."""

from __future__ import annotations

from dataclasses import dataclass

from invoicing.model.document.parties import PartyView


@dataclass(frozen=True, slots=True)
class OriginalView:
    """A corrected invoice (DaneFaKorygowanej): flag and number if KSeF has it, else the flag that it has not."""

    issue_date: str = ""
    number: str = ""
    in_ksef: str = ""
    ksef_number: str = ""
    outside_ksef: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """Why, what and how a correcting invoice corrects.

    Attributes:
        effect: TypKorekty, the date it counts for: 1 of the original, 2 of the correction, 3 another or several.
        period: OkresFaKorygowanej, of a discount over many invoices (art. 106j ust. 3 VATA).
        right_number: NrFaKorygowany, where the number itself was wrong.
        seller_before: Podmiot1K, the seller as the original named it.
        buyers_before: Podmiot2K, the buyers as the original named them.
        gross_before: P_15ZK, what was paid or due before the correction.
        exchange_rate_before: KursWalutyZK.
    """

    reason: str = ""
    effect: str = ""
    originals: tuple[OriginalView, ...] = ()
    period: str = ""
    right_number: str = ""
    seller_before: PartyView | None = None
    buyers_before: tuple[PartyView, ...] = ()
    gross_before: str = ""
    exchange_rate_before: str = ""
