"""What every benchmark prints: a table for people, and JSON for programs with `--json`.

report = Report("Second turn", unit="seconds unless named")
report.row("with the prefix cache", first_token_s=0.11, cached_tokens=310)
report.row("without", first_token_s=0.33, cached_tokens=0)
report.note("identical tokens: yes")
report.print(as_json=arguments.json)
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass, field
from importlib import metadata
from typing import TypeAlias

Value: TypeAlias = float | int | str | bool | None

_LIBRARIES = ("torch", "transformers", "PySide6-Essentials")


def machine() -> dict[str, str]:
    """What the figures depend on: processor, cores, Python and library versions."""
    facts = {
        "system": platform.platform(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }
    for library in _LIBRARIES:
        try:
            facts[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            continue
    return facts


@dataclass
class Report:
    """Rows of named figures under one title.

    Attributes:
        title: What was measured.
        unit: The unit of the figures, where their names do not say it.
    """

    title: str
    unit: str = ""
    _rows: list[dict[str, Value]] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)

    def row(self, name: str, **figures: Value) -> None:
        """Add a row; a figure that other rows do not have leaves a blank there."""
        self._rows.append({"name": name, **figures})

    def note(self, text: str) -> None:
        """Add a sentence below the table."""
        self._notes.append(text)

    def print(self, *, as_json: bool = False) -> None:
        """Print it all to standard output."""
        print(self.to_json() if as_json else self.to_table())

    def to_json(self) -> str:
        """One JSON object: title, unit, machine, rows, notes."""
        return json.dumps(
            {
                "title": self.title,
                "unit": self.unit,
                "machine": machine(),
                "rows": self._rows,
                "notes": self._notes,
            },
            indent=2,
        )

    def to_table(self) -> str:
        """A Markdown table: names to the left, figures to the right."""
        columns = list(dict.fromkeys(key for row in self._rows for key in row))
        cells = [[_shown(row.get(column)) for column in columns] for row in self._rows]
        widths = [
            max(len(column), *(len(line[index]) for line in cells), 3)
            for index, column in enumerate(columns)
        ]

        def line(texts: list[str]) -> str:
            padded = [
                text.ljust(width) if index == 0 else text.rjust(width)
                for index, (text, width) in enumerate(zip(texts, widths, strict=True))
            ]
            return f"| {' | '.join(padded)} |"

        rules = [
            "-" * width if index == 0 else "-" * (width - 1) + ":"
            for index, width in enumerate(widths)
        ]
        heading = f"## {self.title}" + (f" ({self.unit})" if self.unit else "")
        facts = ", ".join(f"{name} {value}" for name, value in machine().items())
        lines = [heading, facts, ""]
        if self._rows:
            lines += [line(columns), line(rules), *(line(texts) for texts in cells)]
        lines += [f"- {note}" for note in self._notes]
        return "\n".join(lines)


def _shown(value: Value) -> str:
    """A figure with three or so significant digits; no more were measured."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
        case _:
            return str(value)
