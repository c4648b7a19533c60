"""How an export or an import went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

MOST_PROBLEMS: Final = 200  # named one by one; the rest are counted


@dataclass(slots=True)
class ExportResult:
    """What was written.

    Attributes:
        conversations: How many, those in the bin among them.
        messages: How many, on all branches.
        files: How many.
        missing: Names of files that are not in the store any more, or damaged there.
    """

    conversations: int = 0
    messages: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One or two sentences for a person."""
        text = (
            f"{count(self.conversations, 'conversation')} with "
            f"{count(self.messages, 'message')} and {count(self.files, 'file')} exported."
        )
        if self.missing:
            text += f" {count(len(self.missing), 'file')} could not be read and stayed behind."
        return text


@dataclass(slots=True)
class ImportResult:
    """What became of a file.

    Attributes:
        added: Conversations that are new.
        updated: Conversations that were changed later in the file than here, and those that
            got messages they did not have.
        unchanged: Conversations that are here as they are in the file, or newer.
        messages: Messages that are new.
        files: Attachments that are new.
        others: Folders, tags, presets, prompts and drafts that are new.
        problems: A sentence for each thing that could not be used, with its line; the first
            `MOST_PROBLEMS` of them.
        problem_count: How many there were.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    messages: int = 0
    files: int = 0
    others: int = 0
    problems: list[str] = field(default_factory=list)
    problem_count: int = 0

    def add_problem(self, problem: str) -> None:
        """Note something that could not be used."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    @property
    def summary(self) -> str:
        """A few sentences for a person."""
        done = [f"{count(self.added, 'conversation')} added"]
        if self.updated:
            done.append(f"{self.updated:,} brought up to date")
        if self.unchanged:
            as_before = "it is" if self.unchanged == 1 else "they are"
            done.append(f"{self.unchanged:,} left as {as_before}")
        text = f"{', '.join(done)}."
        if self.problem_count:
            text += f" {count(self.problem_count, 'entry', 'entries')} could not be used."
        return text


def count(number: int, one: str, many: str = "") -> str:
    """`number` with its noun."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
