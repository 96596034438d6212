"""The one door of the knowledge base: a question in, one of the ways out."""

from __future__ import annotations

from knowledge.outcome import Kind, Outcome, Why

__all__ = ["Kind", "Outcome", "Why"]
