"""Invoices of every kind a small company issues, told as what differs from two hours of advice."""

from tests.ksef.fa3_invoices.advances import ADVANCES
from tests.ksef.fa3_invoices.beside import PARTIES, PAYMENTS
from tests.ksef.fa3_invoices.corrections import CORRECTIONS
from tests.ksef.fa3_invoices.plain import PLAIN, SIMPLIFIED

VARIANTS = PLAIN | PARTIES | PAYMENTS | ADVANCES | SIMPLIFIED | CORRECTIONS
