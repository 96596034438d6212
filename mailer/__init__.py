"""The post office: letters out by SMTP, letters in by IMAP; the only room that knows both."""
