"""The sandbox's control API and its page, on one port."""

from sandbox.control.server import control_app

__all__ = ["control_app"]
