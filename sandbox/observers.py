"""Who watches every exchange of the KSeF stand-ins of this process; nobody, unless somebody wants to.

A test run puts a middleware here before it builds a stand-in, for instance one that holds requests and answers
against the official description of the API. The stand-in behaves the same with it and without.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp.typedefs import Middleware

KSEF_OBSERVERS: list["Middleware"] = []
