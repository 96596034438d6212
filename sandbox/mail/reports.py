"""The letter that tells a sender what did not arrive (RFC 3464)."""

from datetime import datetime
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, make_msgid

from sandbox.mail.tracing import AUTHSERV, head_of

NO_SUCH_MAILBOX = "550 5.1.1 no such mailbox"


def delivery_report(raw: bytes, recipient: str, sender: str, now: datetime) -> bytes:
    """Build the report about a letter that could not be delivered.

    Args:
        raw: the letter.
        recipient: the address that does not take it.
        sender: its envelope sender, who gets the report.
        now: the moment of giving up.
    """
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{AUTHSERV}>"
    report["To"] = sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = format_datetime(now)
    report["Message-ID"] = make_msgid(domain=AUTHSERV)
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(f"The letter to {recipient} could not be delivered: {NO_SUCH_MAILBOX}.\n"))
    report.attach(_status(recipient, now))
    headers = MIMEText(head_of(raw).decode("utf-8", "replace"), "rfc822-headers")
    report.attach(headers)
    return report.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _status(recipient: str, now: datetime) -> Message:
    about_server, about_recipient = Message(), Message()
    about_server["Reporting-MTA"] = f"dns; {AUTHSERV}"
    about_server["Arrival-Date"] = format_datetime(now)
    about_recipient["Final-Recipient"] = f"rfc822; {recipient}"
    about_recipient["Original-Recipient"] = f"rfc822; {recipient}"
    about_recipient["Action"] = "failed"
    about_recipient["Status"] = "5.1.1"
    about_recipient["Diagnostic-Code"] = f"smtp; {NO_SUCH_MAILBOX}"
    part = Message()
    part["Content-Type"] = "message/delivery-status"
    part.set_payload([about_server, about_recipient])
    return part
