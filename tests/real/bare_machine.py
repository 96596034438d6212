"""A machine to install on: this one's Debian under an overlay where that may be mounted, else a folder of it.

The overlay is seen by nobody else and is gone with the test. Nothing of `/usr/local` is in it, so its Python is
Debian's, and `python3-venv` is not installed, as on a new server; the real user, the real places and the real owners
are. Where no root may mount (a container, a person's account), `ROOT=` takes their place.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.app.commands import environment

SOURCES = Path(__file__).parents[2]
SOURCES_THERE = "/usr/local/src/latarnik"
TRUSTED = "/usr/local/share/ca-certificates"
"""Whom the owner of the machine trusts besides Debian's list: pip and apt may be led through them."""
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BUILD = """
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 bare "$1"
mkdir "$1/upper" "$1/work" "$1/machine"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" bare "$1/machine"
cd "$1/machine"
for place in proc dev sys; do mount --rbind "/$place" "$place"; done
mount -t tmpfs -o mode=755 bare usr/local
mkdir -p "$1/machine$2" usr/local/share/ca-certificates
[ ! -d "$4" ] || mount --bind -o ro "$4" ".$4"
mount --bind -o ro "$3" "$1/machine$2"
mount -t tmpfs -o mode=1777 bare tmp
chroot . sh -c 'dpkg --purge --force-depends $(dpkg-query -W -f "\\${Package} " "python3*-venv")' >/dev/null
exec chroot . sh -c 'echo ready; exec cat'
"""
"""Ends, and all of it goes, when whoever made it closes its standard input or dies."""
AS_SYSTEMD = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t tmpfs -o mode=1777 private /tmp
mount -o remount,bind,ro /
cd "$1"
umask 077
shift
exec setpriv --reuid=latarnik --regid=latarnik --init-groups --no-new-privs --bounding-set=-all "$@"
"""
"""What the unit asks of systemd, as far as a shell can: ProtectSystem=strict, PrivateTmp, User, no privilege."""


@dataclass(frozen=True)
class Machine:
    """Where things are installed.

    Attributes:
        root: its `/`, as this process sees it.
        below: what stands before each path that it is told: empty for a machine of its own.
        inside: words before a command that is to run there.
    """

    root: Path
    below: str
    inside: tuple[str, ...]
    sources: str

    @property
    def is_whole(self) -> bool:
        """With a user and places of its own."""
        return not self.below

    @property
    def owner(self) -> int:
        """The number of the user whose the data are."""
        if not self.is_whole:
            return os.getuid()
        users = (self.root / "etc/passwd").read_text().splitlines()
        [ours] = [line for line in users if line.startswith("latarnik:")]
        return int(ours.split(":")[2])

    def shell(self, line: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a line of a page."""
        return subprocess.run(
            [*self.inside, "sh", "-c", f"cd {self.sources} && {line}"],
            env=self.environment(settings),
            cwd="/",
            input=typed,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    def environment(self, settings: dict[str, str]) -> dict[str, str]:
        """Nothing of whoever runs the tests but what leads pip and apt out of the house."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("LATARNIK_", "PYTHON"))
        }
        own = {"PATH": SYSTEM_PATH} if self.is_whole else {"ROOT": self.below, "PATH": self._path()}
        return {**kept, **environment(settings), **own}

    def service(self, folder: str, command: list[str]) -> list[str]:
        """The words that start a service's command in its folder, as systemd would."""
        if not self.is_whole:
            return [f"{self.below}{command[0]}", *command[1:]]
        return [*self.inside, "unshare", "--mount", "sh", "-c", AS_SYSTEMD, "sh", folder, *command]

    def _path(self) -> str:
        return f"{self.below}/usr/local/bin:{os.environ['PATH']}"


@contextmanager
def machine_in(folder: Path) -> Iterator[Machine]:
    """The barest machine that may be had here."""
    bare = folder / "bare"
    bare.mkdir()
    words = ["unshare", "--mount", "sh", "-c", BUILD, "sh", bare, SOURCES_THERE, SOURCES, TRUSTED]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as held:
        if held.stdout.readline() == "ready\n":
            inside = ("nsenter", f"--target={held.pid}", "--mount", "--root", "--wd")
            yield Machine(Path(f"/proc/{held.pid}/root"), "", inside, SOURCES_THERE)
            held.stdin.close()
            return
        refusal = held.communicate()[1]
    assert not _may_mount(), refusal
    root = folder / "root"
    root.mkdir()
    yield Machine(root, str(root), (), str(SOURCES))


def _may_mount() -> bool:
    words = ["unshare", "--mount", "mount", "-t", "tmpfs", "tried", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0
