"""Puts the official OpenAPI document of KSeF beside the environment: `fetch.py TARGET`.

It lies in the source archive of ksef-client, which pip takes only with the hash that requirements.txt pins.
The document is the Ministry's; it stays outside of git.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
DOCUMENT = "specs/ksef-openapi.snapshot.json"


def download(folder: Path) -> Path:
    """Let pip fetch the source archive; the build tools are those of the environment."""
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
    options += ["--retries", "1", "--no-binary", "ksef-client", "--require-hashes"]
    command = [sys.executable, "-m", "pip", "download", *options, "-r", str(REQUIREMENTS), "-d", str(folder)]
    if subprocess.run(command, check=False).returncode:
        sys.exit("pip could not fetch the source archive of ksef-client that carries the OpenAPI document")
    return next(folder.glob("ksef_client-*.tar.gz"))


def unpack(archive: Path, target: Path) -> None:
    """Write the document whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        name = next(each for each in tar.getnames() if each.endswith(DOCUMENT))
        source = tar.extractfile(name)
        unfinished = target.with_suffix(".part")
        with source, unfinished.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    unfinished.replace(target)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        unpack(download(Path(place)), Path(sys.argv[1]))
