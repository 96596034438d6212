"""The columns that are in no copy of a person's data, each for a reason; all others are in `personal_account`."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why a column is not given out."""

    COMPANY = "the books of the company, which has an export of its own"
    OTHERS = "somebody else's, too (art. 15(4) RODO)"
    ENTRY = "lets somebody in, or is made of what does"
    MACHINE = "orders or marks rows and says nothing of anybody"
    NOBODY = "about no person"


KEPT_OUT: dict[str, dict[Why, str]] = {
    "access_links": {Why.ENTRY: "code_hash id"},
    "agreements": {Why.ENTRY: "id digest"},
    "announced_outages": {
        Why.NOBODY: "seq kind event began_at ended_at announced_at latest_at version disputed_end odd_end withdrawn_at"
    },
    "announcements": {
        Why.NOBODY: "seq sha256 kind event ends message_id version began_at ended_at published_at"
    },
    "automatic_answers": {Why.MACHINE: "seq"},
    "batches": {
        Why.COMPANY: "seq id company_id offline size status attempt reference gathered_at sent_at settled_at accepted "
        "rejected"
    },
    "buyer_chats": {Why.MACHINE: "buyer_id"},
    "buyer_invitations": {Why.MACHINE: "company_id buyer_id expires_at", Why.ENTRY: "id code_hash"},
    "buyer_letters": {Why.MACHINE: "id"},
    "chain": {Why.MACHINE: "id length hash vouched_after seal"},
    "companies": {Why.MACHINE: "seq id", Why.COMPANY: "nip profile"},
    "contacts": {Why.MACHINE: "seq id identity"},
    "deliveries": {Why.MACHINE: "seq id", Why.COMPANY: "reason"},
    "delivery_originals": {Why.MACHINE: "seq delivery_id what at sha256", Why.COMPANY: "packed"},
    "draft_versions": {Why.MACHINE: "draft_id version", Why.COMPANY: "draft"},
    "drafts": {Why.MACHINE: "touched", Why.COMPANY: "draft"},
    "editions": {
        Why.MACHINE: "seq invoice_id company_id sha256 issued_at replaced_at why",
        Why.COMPANY: "content xml",
    },
    "events": {Why.MACHINE: "seq hash", Why.OTHERS: "evidence"},
    "filed": {
        Why.COMPANY: "seq id company_id direction invoice_id ksef_number number number_folded party party_folded party_id "
        "hundredths currency issue_date due_date paid_on arrived_at told_at marks"
    },
    "identities": {Why.MACHINE: "seq"},
    "inbox": {Why.MACHINE: "id key lane due_at attempts done_at parked_at last_error put_off_at"},
    "invitations": {Why.ENTRY: "code_hash"},
    "invoices": {
        Why.MACHINE: "seq draft_id sha256 session_reference invoice_reference attempt batch_id receipt corrects",
        Why.COMPANY: "content xml offline_mode deemed_offline waiting_since received_by_ksef_at numbered_by_ksef_at "
        "rejection issue_date counted",
    },
    "jobs": {
        Why.MACHINE: "id key lane attempts leased_by leased_until parked_at last_error put_off_at",
        Why.COMPANY: "payload",
    },
    "ksef_calls": {Why.MACHINE: "id key at"},
    "ksef_entries": {
        Why.COMPANY: "seq company_id ksef_number role number issue_date sha256 entry xml fetched_at invoice_id"
    },
    "ksef_pauses": {Why.MACHINE: "key until begun_at"},
    "mail_days": {Why.COMPANY: "mailbox day letters"},
    "mail_tokens": {Why.ENTRY: "digest id"},
    "mailbox_abilities": {Why.COMPANY: "address abilities"},
    "mailboxes": {Why.COMPANY: "company_id address mailbox"},
    "memberships": {Why.MACHINE: "seq"},
    "notices": {Why.NOBODY: "seq sha256 message_id version raw fetched_at"},
    "onboardings": {Why.MACHINE: "seq id version"},
    "openings": {Why.ENTRY: "code_hash", Why.MACHINE: "expires_at redeemed_at"},
    "other_letters": {Why.MACHINE: "id invoice_id"},
    "paper_links": {Why.MACHINE: "delivery_id expires_at revoked_at", Why.ENTRY: "code_hash"},
    "people": {Why.MACHINE: "seq"},
    "pro_formas": {Why.MACHINE: "id version", Why.COMPANY: "pro_forma"},
    "probes": {Why.NOBODY: "seq at beacon before age api login network details"},
    "products": {Why.COMPANY: "company_id name product"},
    "quarantine": {Why.MACHINE: "id key"},
    "receipts": {Why.COMPANY: "sha256 upo"},
    "recurrences": {Why.MACHINE: "version", Why.COMPANY: "recurrence"},
    "reports": {Why.NOBODY: "seq state since fetched_at raw"},
    "searches": {Why.COMPANY: "id company_id query asked_at"},
    "secrets": {Why.ENTRY: "company_id name sealed"},
    "series": {Why.COMPANY: "company_id series period last"},
    "sync_points": {Why.MACHINE: "company_id role until"},
    "taken_letters": {Why.ENTRY: "digest taken_at"},
    "total_failures": {Why.MACHINE: "seq"},
    "verdicts": {Why.NOBODY: "seq before verdict at evidence"},
}
"""By table and reason, the columns that are in no section."""
