"""A mail server for the sandbox: SMTP in, IMAP out, a mailbox for everybody under .example."""

from sandbox.mail.server import MailServer

__all__ = ["MailServer"]
