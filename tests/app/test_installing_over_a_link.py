"""`ops/install.sh` follows no link of the user in whose folders settings and data are."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

INSTALL = Path(__file__).parents[2] / "ops" / "install.sh"


@pytest.fixture
def install(tmp_path):
    """Below a folder, as far as the folders: there is no Python that could make a place for the program."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\n[ "$1" = -c ]\n')
    python.chmod(0o700)

    def run():
        env = {**os.environ, "ROOT": str(tmp_path / "root"), "PYTHON": str(python)}
        return subprocess.run(["sh", INSTALL], env=env, capture_output=True, text=True, check=False)

    return run


def test_settings_that_are_a_link_to_nowhere_are_neither_made_nor_handed_over(install, tmp_path):
    settings, aim = tmp_path / "root/etc/latarnik/latarnik.env", tmp_path / "evil"
    settings.parent.mkdir(parents=True)
    settings.symlink_to(aim)

    ended = install()

    assert ended.returncode == 1
    assert f"{settings} is a link" in ended.stderr
    assert not aim.exists()
    assert not (tmp_path / "root/opt").exists()


def test_a_folder_of_logs_that_is_a_link_leaves_what_it_leads_to_as_it_is(install, tmp_path):
    data, aim = tmp_path / "root/var/lib/latarnik", tmp_path / "somebody_elses"
    data.mkdir(parents=True)
    aim.mkdir(mode=0o755)
    aim.chmod(0o755)
    (data / "log").symlink_to(aim)

    install()

    assert (tmp_path / "root/etc/latarnik").is_dir()
    assert stat.S_IMODE(aim.stat().st_mode) == 0o755


def test_a_new_folder_of_logs_is_for_its_owner_alone(install, tmp_path):
    install()

    assert stat.S_IMODE((tmp_path / "root/var/lib/latarnik/log").stat().st_mode) == 0o700
