"""`python -m tests.chaos`: does anything get lost or doubled when the app is killed in the middle of everything?

    python -m tests.chaos --invoices 300 --kills 30
    python -m tests.chaos --set-up sqlite --invoices 60 --kills 6 --seed 7

Prints a row for each set-up; exit status 1 when anything was lost, doubled or left open.
"""

from __future__ import annotations

import argparse
import secrets
import sys

from tests.chaos.report import row_of, told, top
from tests.chaos.run import Wish, run
from tests.chaos.set_ups import SET_UPS


def main() -> int:
    """Run the set-ups that are wanted, one after another."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--invoices", type=int, default=300)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--set-up", action="append", choices=SET_UPS, help="may be repeated; else all")
    wanted = parser.parse_args()
    wish = Wish(wanted.invoices, wanted.kills, wanted.seed)
    rows, failed = [], False
    for name in wanted.set_up or SET_UPS:
        for outcome in run(SET_UPS[name], wish):
            sys.stdout.write(f"{told(outcome)}\n")
            sys.stdout.flush()
            rows.append(row_of(outcome))
            failed |= bool(outcome.verdict.faults)
    sys.stdout.write("\n".join(["", *top(), *rows, ""]))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
