"""Whether From is more than text."""

from __future__ import annotations

from invoicing.services.messages import Channel, Incoming


def proven(incoming: Incoming) -> bool:
    """Whether whoever speaks is who they say: by their mail server's word, by a signature, or by Telegram's own log-in."""
    if incoming.sender.channel is not Channel.EMAIL:
        return True
    return incoming.proof is not None and incoming.proof.sender_is_real
