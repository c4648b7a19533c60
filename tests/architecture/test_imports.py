"""Which libraries a room brings with it, asked of a fresh process; and which way rooms look."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "gemini_desk"
HEAVY = {"torch", "torchvision", "transformers", "accelerate"}

ROOMS = {
    "errors": {"PySide6", "numpy", *HEAVY},
    "paths": {"PySide6", "numpy", *HEAVY},
    "sizes": {"PySide6", "numpy", *HEAVY},
    "diagnostics": {"PySide6", "numpy", *HEAVY},
    "chat": {"PySide6", "numpy", *HEAVY},
    "transcripts": {"PySide6", "numpy", *HEAVY},
    "settings": {"PySide6", "numpy", *HEAVY},
    "storage": {"PySide6", *HEAVY},
    "markdown": {"PySide6", "numpy", *HEAVY},
    "media": {"PySide6", *HEAVY},
    "models": {"PySide6", *HEAVY},
    "engine": {"PySide6", *HEAVY},
    "tasks": {"PySide6", *HEAVY},
    "cli": {"PySide6", *HEAVY},
    "api": {"PySide6", *HEAVY},
    "ui": HEAVY,
    "app": HEAVY,
}


def _modules_of(room: str) -> list[str]:
    path = PACKAGE / room
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in files
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_nothing_slow_or_foreign(room: str) -> None:
    """Every module of the room, in one fresh process."""
    program = (
        "import importlib, sys\n"
        f"for name in {_modules_of(room)!r}: importlib.import_module(name)\n"
        f"print(*sorted({ROOMS[room]!r} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_every_room_is_asked() -> None:
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms -= {"__init__", "__main__", "__pycache__", "starter", "assets"}
    assert rooms == set(ROOMS)


def test_rooms_import_downwards_only() -> None:
    """The contracts of pyproject.toml."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout


def _product_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _imports(node: ast.AST) -> set[str]:
    """The top names of every absolute import below a node."""
    names: set[str] = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            names |= {alias.name.split(".")[0] for alias in child.names}
        elif isinstance(child, ast.ImportFrom) and child.module:
            names.add(child.module.split(".")[0])
    return names


def _is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def test_slow_libraries_are_imported_inside_functions() -> None:
    guilty = []
    for file in _product_files():
        if (PACKAGE / "starter") in file.parents:
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) or _is_type_checking(node):
                continue
            if slow := _imports(node) & HEAVY:
                guilty.append(f"{file.relative_to(ROOT)}:{node.lineno} {slow}")
    assert guilty == []


def test_chat_needs_the_standard_library_alone() -> None:
    outside = set()
    for file in (PACKAGE / "chat").rglob("*.py"):
        outside |= _imports(ast.parse(file.read_text("utf-8"))) - sys.stdlib_module_names
    assert outside <= {"gemini_desk"}


def test_every_imported_library_is_declared() -> None:
    """A library that only happens to be installed is missing on another machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {_distribution(line) for line in project["dependencies"]}
    declared.add("shiboken6")  # PySide6 brings the one of its own version
    for_training = declared | {
        _distribution(line) for line in project["optional-dependencies"]["train"]
    }
    providers = metadata.packages_distributions()
    missing = set()
    for file in _product_files():
        allowed = for_training if (PACKAGE / "starter") in file.parents else declared
        for name in _imports(ast.parse(file.read_text("utf-8"))):
            if name in sys.stdlib_module_names or name == "gemini_desk":
                continue
            if not {_normal(found) for found in providers.get(name, [name])} & allowed:
                missing.add(f"{name} ({file.relative_to(ROOT)})")
    assert missing == set()


def test_every_library_of_the_tests_is_declared() -> None:
    """The same of the tests: what they need is named where they can ask for it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = project["dependencies"] + project["optional-dependencies"]["test"]
    declared = {"shiboken6", *map(_distribution, named)}
    ours = {*sys.stdlib_module_names, "gemini_desk", "tests"}
    providers = metadata.packages_distributions()
    missing = set()
    for file in sorted((ROOT / "tests").rglob("*.py")):
        for name in _imports(ast.parse(file.read_text("utf-8"))) - ours:
            if not {_normal(found) for found in providers.get(name, [name])} & declared:
                missing.add(f"{name} ({file.relative_to(ROOT)})")
    assert missing == set()


def _distribution(requirement: str) -> str:
    for position, letter in enumerate(requirement):
        if not (letter.isalnum() or letter in "-_."):
            return _normal(requirement[:position])
    return _normal(requirement)


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
