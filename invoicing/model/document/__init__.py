"""Everything an FA(3) document can say: plain frozen values, made from the XML, drawn by anybody.

A field holds the string of the XML as it stands (dates ISO, amounts with a dot, codes of the schema), white space
collapsed; "" means that the document does not say it. An optional group is None when it is absent, a repeated one
a tuple. Flags are "1" (yes), "2" (no) or "". Whatever is worked out from the fields is a property, never a field.
"""

from invoicing.model.document.annotations import (
    AnnotationsView,
    ExemptionView,
    MarginView,
    NewTransportView,
    VehicleView,
)
from invoicing.model.document.attachment import AttachmentView, BlockView, ColumnView, MetadataView, TableView
from invoicing.model.document.correction import CorrectionView, OriginalView
from invoicing.model.document.lines import LineView, OrderView
from invoicing.model.document.marks import Mark, Marks
from invoicing.model.document.parties import (
    AddressView,
    AuthorizedEntityView,
    BuyerView,
    ContactView,
    PartyView,
    SellerView,
    ThirdPartyView,
)
from invoicing.model.document.payment import (
    PAYMENT_METHODS,
    AccountView,
    CashDiscountView,
    DueTermView,
    DueView,
    PartPaymentView,
    PaymentView,
)
from invoicing.model.document.remainder import FooterView, HeaderView, NoteView, RegisterView
from invoicing.model.document.settlement import (
    AdjustmentView,
    AdvanceInvoiceView,
    AdvancePaymentView,
    SettlementView,
)
from invoicing.model.document.stated import Stated
from invoicing.model.document.terms import ReferenceView, TermsView, TransportView
from invoicing.model.document.totals import RateGroup, RateTotalView
from invoicing.model.document.view import DocumentView, PeriodView

__all__ = [
    "PAYMENT_METHODS",
    "AccountView",
    "AddressView",
    "AdjustmentView",
    "AdvanceInvoiceView",
    "AdvancePaymentView",
    "AnnotationsView",
    "AttachmentView",
    "AuthorizedEntityView",
    "BlockView",
    "BuyerView",
    "CashDiscountView",
    "ColumnView",
    "ContactView",
    "CorrectionView",
    "DocumentView",
    "DueTermView",
    "DueView",
    "ExemptionView",
    "FooterView",
    "HeaderView",
    "LineView",
    "MarginView",
    "Mark",
    "Marks",
    "MetadataView",
    "NewTransportView",
    "NoteView",
    "OrderView",
    "OriginalView",
    "PartPaymentView",
    "PartyView",
    "PaymentView",
    "PeriodView",
    "RateGroup",
    "RateTotalView",
    "ReferenceView",
    "RegisterView",
    "SellerView",
    "SettlementView",
    "Stated",
    "TableView",
    "TermsView",
    "ThirdPartyView",
    "TransportView",
    "VehicleView",
]
