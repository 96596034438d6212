"""What pages say of the services holds: a unit is a role of the one installation, and a second one is a project of its own."""

import re
from pathlib import Path

import yaml

from app.commands.run import ROLES

ROOT = Path(__file__).parents[2]
PAGES = {
    str(page.relative_to(ROOT)): page.read_text(encoding="utf-8")
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
}
UNITS = {
    name: (ROOT / "ops" / name).read_text(encoding="utf-8")
    for name in ("latarnik.service", "latarnik@.service")
}


def test_what_a_page_has_systemd_start_after_the_at_sign_is_a_role():
    named = {(page, name) for page, text in PAGES.items() for name in re.findall(r"latarnik@([\w-]+)", text)}

    assert {name for _, name in named} >= {"bot", "mail", "worker", "web"}
    assert [(page, name) for page, name in named if name not in {*ROLES, "ROLE"}] == []
    assert "ExecStart=/opt/latarnik/venv/bin/latarnik run --role %i\n" in UNITS["latarnik@.service"]


def test_all_units_and_the_command_work_on_the_one_file_of_settings_as_the_page_on_dividing_says():
    settings = "LATARNIK_SETTINGS_FILE=/etc/latarnik/latarnik.env\n"
    script = (ROOT / "ops" / "install.sh").read_text(encoding="utf-8")

    assert all(f"Environment={settings}" in unit for unit in UNITS.values())
    assert 'SETTINGS="$ROOT/etc/latarnik/latarnik.env"\n' in script
    assert "export LATARNIK_SETTINGS_FILE=$SETTINGS\n" in script
    assert "know one file of settings" in PAGES["docs/scale.md"]


def test_a_second_project_of_the_composition_shares_neither_settings_nor_books_nor_a_port_with_the_first():
    page = " ".join(PAGES["docs/scale.md"].split())
    composed = yaml.safe_load((ROOT / "ops" / "compose.yaml").read_text(encoding="utf-8"))

    for words in ("run --rm latarnik setup", "up -d"):
        assert f"docker compose -p part2 -f ops/compose.yaml {words}" in page
    [(name, service)] = composed["services"].items()
    assert name == "latarnik"
    assert {volume.partition(":")[0] for volume in service["volumes"]} == set(composed["volumes"])
    assert not any(composed["volumes"].values())  # neither a name nor "external": each project makes its own
    assert not {"container_name", "ports", "network_mode"} & set(service)
