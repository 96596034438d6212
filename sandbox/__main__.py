"""`python -m sandbox`: a world in which the app can be tried."""

import argparse
import asyncio
import shlex
import sys
from pathlib import Path

from sandbox.beginning import Begin, executed
from sandbox.launcher import CannotStartError, Options, run, say


def options(arguments: list[str], begin: Begin = executed) -> Options:
    """Read the command line; `begin` is how the app's processes begin."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8080, help="port of the page on 127.0.0.1; 0: any free one"
    )
    parser.add_argument("--data", type=Path, help="keep the state in this folder")
    parser.add_argument("--headless", action="store_true", help="for scripts: nobody looks at the page")
    parser.add_argument("--json", action="store_true", help="print addresses as one JSON line")
    parser.add_argument("--app", default="", help="command line that starts the app, instead of latarnik")
    given = parser.parse_args(arguments)
    return Options(given.port, given.data, given.json, shlex.split(given.app), begin)


def main(begin: Begin = executed) -> int:
    """Run the sandbox; returns the exit status."""
    chosen = options(sys.argv[1:], begin)
    try:
        asyncio.run(run(chosen))
    except (CannotStartError, OSError) as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
