"""Files that know each other in a circle can only be read together: circles stay small.

An import for types alone counts, and one inside a function: who reads a file needs what it names.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
LARGEST_CIRCLE = 2  # a window and its commands, the desk and who joins its parts


def _modules() -> dict[str, Path]:
    files = sorted((ROOT / "gemini_desk").rglob("*.py"))
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


def _known_to(file: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of the package that a file names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= whole & modules.keys()
            if not whole <= modules.keys():
                found.add(node.module)
    return found & modules.keys()


def _reached(start: str, known: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for module in known[ahead.pop()] - found:
            found.add(module)
            ahead.append(module)
    return found


def circles(known: dict[str, set[str]]) -> list[set[str]]:
    """Groups of modules that all know each other, over however many steps."""
    reached = {module: _reached(module, known) for module in known}
    found: list[set[str]] = []
    for module in known:
        circle = {other for other in reached[module] if module in reached[other]}
        if circle and circle not in found:
            found.append(circle)
    return found


def test_circles_are_small() -> None:
    modules = _modules()
    known = {name: _known_to(file, modules) - {name} for name, file in modules.items()}
    large = [sorted(circle) for circle in circles(known) if len(circle) > LARGEST_CIRCLE]
    assert large == []


def test_a_circle_is_found_over_several_steps() -> None:
    known = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str]()}
    assert circles(known) == [{"a", "b", "c"}]
