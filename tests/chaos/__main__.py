"""`python -m tests.chaos`: does anything get lost or doubled when the app is killed in the middle of everything?

    python -m tests.chaos --invoices 300 --kills 30
    python -m tests.chaos --set-up sqlite --invoices 60 --kills 6 --seed 7

Prints a row for each set-up; exit status 1 when anything was lost, doubled or left open.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.chaos.report import row_of, told, top
from tests.chaos.run import Outcome, Run, Wish
from tests.chaos.set_ups import SET_UPS
from tests.chaos.town import town


def main() -> int:
    """Run the set-ups that are wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--invoices", type=int, default=300)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--set-up", action="append", choices=SET_UPS, help="may be repeated; else all")
    parser.add_argument("--together", action="store_true", help="the set-ups side by side")
    parser.add_argument("--trouble", action="append", default=[], help="only those with this in their name")
    parser.add_argument("--patience", type=float, default=240.0, help="seconds until somebody gives up")
    wanted = parser.parse_args()
    wish = Wish(wanted.invoices, wanted.kills, wanted.seed, wanted.patience, tuple(wanted.trouble))
    names = wanted.set_up or list(SET_UPS)
    with ThreadPoolExecutor(len(names) if wanted.together else 1) as threads:
        outcomes = list(threads.map(partial(_run, wish), names))
    sys.stdout.write("\n".join(["", *top(), *map(row_of, outcomes), ""]))
    return int(any(outcome.verdict.faults for outcome in outcomes))


def _run(wish: Wish, name: str) -> Outcome:
    with town(SET_UPS[name]) as here:
        outcome = Run(here, wish)()
        if outcome.verdict.faults:
            kept = Path(tempfile.gettempdir()) / f"chaos-{name}-{wish.seed}.log"
            shutil.copy(here.log, kept)
            sys.stdout.write(f"what the app wrote is in {kept}\n")
    sys.stdout.write(f"{told(outcome)}\n")
    sys.stdout.flush()
    return outcome


if __name__ == "__main__":
    sys.exit(main())
