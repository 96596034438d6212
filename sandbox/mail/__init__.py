"""A mail server for everybody under .example: SMTP and IMAP for the app, mailboxes for people."""

from sandbox.mail.server import MailServer

__all__ = ["MailServer"]
