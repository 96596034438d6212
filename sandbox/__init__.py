"""Stand-ins for Telegram, mail, KSeF and public registers, written from public specifications; imports none of the app."""
