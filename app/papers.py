"""Papers that people get; what draws them is loaded with the first that is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.drawing import Aside
from app.house import House
from app.late import late
from app.places import ksef_environment
from app.practice import trial_of
from invoicing.services.papers.documents import Documents
from invoicing.services.papers.looks import LooksInBooks
from invoicing.services.papers.ports import ReceiptDrawer
from invoicing.services.ports import IssuerLinks, Renderer
from invoicing.services.pro_forma.ports import ProFormaDrawer

# What draws is 60 packages and 20 MB, and the first work of a process needs none of it: hence the imports within.


@dataclass(frozen=True, slots=True)
class Papers:
    """What draws.

    Attributes:
        renderer: draws an FA(3) document as PDF.
        documents: papers of an invoice, drawn by it.
        pages: the same as parts of a page.
        pro_formas: papers of pro formas.
        drawing: where long ones are drawn.
    """

    renderer: Renderer
    documents: Documents
    pages: Documents
    pro_formas: ProFormaDrawer
    drawing: Aside


def papers_of(house: House, links: IssuerLinks) -> Papers:
    """All that draws for this house, not loaded yet; closed with it."""
    units, trial = house.database.units, trial_of(house.settings)
    looks, qr, drawing = LooksInBooks(units), ksef_environment(house.settings).qr, Aside()
    house.closers.append(drawing.close)

    def pdf_renderer() -> Renderer:
        from app.rendering import DocumentRenderer  # noqa: PLC0415 - heavy, see above

        return DocumentRenderer(qr, drawing, looks, trial=trial)

    def page_renderer() -> Renderer:
        from app.rendering import PageRenderer  # noqa: PLC0415 - heavy, see above

        return PageRenderer(qr, looks, trial=trial)

    def receipts() -> ReceiptDrawer:
        from app.rendering import receipt_page  # noqa: PLC0415 - heavy, see above

        return partial(receipt_page, trial=trial)

    def pro_formas() -> ProFormaDrawer:
        from app.pro_forma import ProFormaRenderer  # noqa: PLC0415 - heavy, see above

        return ProFormaRenderer(looks, trial=trial)

    renderer, drawn = late(pdf_renderer), late(receipts)
    documents = Documents(units, renderer, links, drawn)
    pages = Documents(units, late(page_renderer), links, drawn)
    return Papers(renderer, documents, pages, late(pro_formas), drawing)
