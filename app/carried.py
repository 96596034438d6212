"""Every file that a reply can carry; loaded with the first that is asked for."""

from __future__ import annotations

from functools import partial

from app.exporting import Exporting
from app.house import House
from app.papers import Papers
from app.practice import trial_of
from app.rendering import MonthRenderer, protocol_behind
from invoicing.services.access.signing import LoginFiles
from invoicing.services.delivery.by_print import PrintSheets
from invoicing.services.delivery.evidence import DeliveryEvidence
from invoicing.services.delivery.evidence_talk import DeliveryProofFiles
from invoicing.services.outages.evidence import EvidenceOf
from invoicing.services.outages.evidence_talk import EvidenceFiles
from invoicing.services.papers.files import Files
from invoicing.services.papers.month import MonthPapers
from invoicing.services.people.copying import CopyOfPerson
from invoicing.services.pro_forma.sending import ProFormaPapers
from invoicing.services.received.documents import TheirDocuments
from ksef.signed_login import unsigned
from templates.evidence import delivery_paper, evidence_page, evidence_paper
from templates.personal_page import personal_page


def files_of(house: House, papers: Papers, exporting: Exporting) -> Files:
    """What fetches each kind of file."""
    units, clock, trial = house.database.units, house.clock, trial_of(house.settings)
    return Files(
        papers.documents,
        MonthPapers(units, clock, MonthRenderer(papers.drawing, trial=trial)),
        TheirDocuments(units, papers.renderer),
        exporting.fetch,
        EvidenceFiles(EvidenceOf(units, evidence_page, evidence_paper)),
        pro_formas=ProFormaPapers(units, papers.pro_formas),
        logins=LoginFiles(units, unsigned),
        proofs=DeliveryProofFiles(units, DeliveryEvidence(units, partial(delivery_paper, trial=trial))),
        prints=PrintSheets(units, papers.documents, partial(protocol_behind, trial=trial)),
        people=CopyOfPerson(units, clock, personal_page),
    )
