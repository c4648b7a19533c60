"""The table of model families in the help: what `tests/model/` has shown of each.

    python -m tests.helpers.family_table

runs those tests first, and writes the table only if all of them pass.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tests.helpers.tiny_families import FAMILIES, TinyFamily

_ROOT: Final = Path(__file__).parents[2]
PAGE: Final = _ROOT / "assets" / "help" / "models.md"
COMMAND: Final = "python -m tests.helpers.family_table"
_HEADING: Final = "## Which models were tried"
_SUITE: Final = (
    "test_backend_contract.py",
    "test_backend_failures.py",
    "test_family_abilities.py",
    "test_prefix_cache.py",
)
_TABLE_TEST: Final = "test_the_table_in_the_help_is_what_was_shown"
_COLUMNS: Final = (
    "model",
    "pictures",
    "sound",
    "films",
    "system prompt",
    "thinking",
    "earlier media",
)
# The lines end where those of the page do, with the version put in.
_TEXT: Final = """{heading}

Nobody has the room for all of them, so each was tried on a tiny one of its real kind, with random
weights, under transformers {version}: the same code, the same files, a thousandth of the size. All
of them answer word by word as transformers itself does at once, stop within one token, go on with a
conversation without reading its words anew, take their generation parameters from their files, and
refuse in words what they do not take.

{rows}

“in front” means that the system prompt goes in front of the first question. “read again” means that
pictures, sound and films of earlier turns are read at each new question, which takes longer.
"""


def table() -> str:
    """The section, as the families are declared."""
    rows = [_COLUMNS, ("---",) * len(_COLUMNS), *(_row(family) for family in FAMILIES.values())]
    lines = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return _TEXT.format(heading=_HEADING, version=_transformers_version(), rows=lines)


def written() -> str:
    """The section, as it stands in the help."""
    text = PAGE.read_text(encoding="utf-8")
    start = text.find(_HEADING)
    if start < 0:
        return ""
    end = text.find("\n## ", start + 1)
    return text[start:] if end < 0 else text[start : end + 1].rstrip("\n") + "\n"


def _row(family: TinyFamily) -> tuple[str, ...]:
    sound = "–"
    if family.audio:
        limit_s = family.longest_clip_s
        sound = "yes" if limit_s is None or limit_s <= 30 else f"up to {limit_s / 60:g} min"
    kept = "read again" if family.reads_in_one_pass else "kept"
    return (
        family.title,
        "yes" if family.image else "–",
        sound,
        _films(family),
        "yes" if family.system_role else "in front",
        "yes" if family.thinking else "–",
        kept if family.image or family.audio else "–",
    )


def _films(family: TinyFamily) -> str:
    if not family.video:
        return "–"
    return "yes, with sound" if family.audio else "yes, without sound"


def _transformers_version() -> str:
    """The version that is tested, whichever is installed."""
    lines = (_ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return next(line.partition("==")[2] for line in lines if line.startswith("transformers=="))


def _write() -> None:
    old, text = written(), PAGE.read_text(encoding="utf-8")
    text = text.replace(old, table()) if old else f"{text.rstrip()}\n\n{table()}"
    PAGE.write_text(text, encoding="utf-8")


def main() -> int:
    """Run the tests, then write."""
    import pytest

    suite = [str(_ROOT / "tests" / "model" / name) for name in _SUITE]
    failed = pytest.main(["-q", *suite, "--deselect", f"{suite[2]}::{_TABLE_TEST}"])
    if failed:
        return int(failed)
    _write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
