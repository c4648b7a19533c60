"""No room becomes a warehouse."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT_LINES = 300


def test_product_files_stay_short() -> None:
    long = {}
    for file in (ROOT / "gemini_desk").rglob("*.py"):
        lines = len(file.read_text("utf-8").splitlines())
        if lines > LIMIT_LINES:
            long[str(file.relative_to(ROOT))] = lines
    assert long == {}


def test_the_top_level_stays_short() -> None:
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    names -= {"runs", "test-output", "build", "dist", "__pycache__"}  # ignored by git
    assert names <= {
        *("assets", "gemini_desk", "packaging", "tests", "pyproject.toml"),
        *("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"),
    }


def test_packaging_does_not_hide_the_listing_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
