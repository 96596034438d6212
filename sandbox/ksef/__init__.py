"""A stand-in for KSeF, the national e-invoicing system, written from its public specification."""

from .server import KsefApi

__all__ = ["KsefApi"]
