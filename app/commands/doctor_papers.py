"""What a doctor says of what papers are made with: the schema of FA(3), the fonts, what draws."""

from __future__ import annotations

from app.commands.findings import Finding, missing, well

_AGAIN = "install Latarnik's packages again: sh ops/install.sh, or make setup among the sources"


def findings_about_papers() -> list[Finding]:
    """Whether an invoice can be written and drawn; each is tried for real."""
    return [_schema(), _drawing()]


def _schema() -> Finding:
    from ksef.fa3.schema import load_schema

    try:
        load_schema()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a package's files, the way out is one
        return missing("schema", f"the Ministry's FA(3) schema cannot be read ({_named(error)}); {_AGAIN}")
    return well("schema", "the Ministry's FA(3) schema is here")


def _drawing() -> Finding:
    try:
        from templates.pdf import absent_fonts

        absent = absent_fonts()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the fonts or the drawer, the way out is one
        return missing("papers", f"nothing can be drawn ({_named(error)}); {_AGAIN}")
    if absent:
        return missing("papers", f"papers lack the font {', '.join(absent)}; {_AGAIN}")
    return well("papers", "fonts are here, and a page can be drawn")


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
