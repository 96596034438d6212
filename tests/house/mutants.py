"""Change invoicing/model in small ways and count how many changes the tests of the model notice.

Run by `make mutants`; prints one figure and exits 1 when it is below 85 %. What survived can be looked at with
`.venv/bin/mutmut results` and `.venv/bin/mutmut show NAME`. Bodies of functions are changed, tables are not; what
builds a table at import is noticed only by a test that builds it anew (`tests/model/test_handover_matrix.py`).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

WANTED = 85.0
HOUSE = Path(__file__).resolve().parents[2]
MUTANTS = HOUSE / "mutants"  # where mutmut works; git does not see it


def mutmut(*arguments: str) -> None:
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"mutmut {arguments[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def main() -> int:
    shutil.rmtree(MUTANTS, ignore_errors=True)  # verdicts of older code would count otherwise
    mutmut("run")
    mutmut("export-cicd-stats")
    counts = json.loads((MUTANTS / "mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    judged = counts["total"] - counts["skipped"]
    noticed = counts["killed"] + counts["timeout"]
    share = 100 * noticed / judged if judged else 0.0
    sys.stdout.write(
        f"invoicing/model: {noticed} of {judged} mutants noticed, {share:.1f} % (at least {WANTED:.0f} % wanted)\n"
    )
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
