"""The library of prompts. GUI thread only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.storage.library_file import read_library_file, write_library_file
from gemini_desk.ui.chat.noticing import Noticing

if TYPE_CHECKING:
    from gemini_desk.chat.prompt_template import PromptTemplate
    from gemini_desk.storage.conversation_store import ConversationStore
    from gemini_desk.storage.library_json import Library
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.store_calls import StoreCalls


class PromptController(Noticing):
    """Keeps the prompts, and brings them from and to files.

    Signals:
        prompts_changed: All prompts that are not hidden, a tuple of `PromptTemplate`.
        hidden_changed: The built-in ones that are hidden, a tuple of `PromptTemplate`.
        prompts_read: Prompts that a file holds, a tuple of `PromptTemplate`.
    """

    prompts_changed = Signal(object)
    hidden_changed = Signal(object)
    prompts_read = Signal(object)

    def __init__(
        self, store: StoreCalls, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._background = background
        self._prompts: tuple[PromptTemplate, ...] = ()
        self._hidden: tuple[PromptTemplate, ...] = ()

    @property
    def prompts(self) -> tuple[PromptTemplate, ...]:
        """The prompts to choose from."""
        return self._prompts

    @property
    def hidden(self) -> tuple[PromptTemplate, ...]:
        """The built-in ones that are hidden."""
        return self._hidden

    @Slot()
    def refresh(self) -> None:
        """Read the prompts; `prompts_changed` tells."""
        self._store.run(
            lambda store: (store.prompts.list(), store.prompts.hidden()), self._on_read, self._warn
        )

    @Slot(object, object)
    def save(self, changed: tuple[PromptTemplate, ...], removed: tuple[str, ...]) -> None:
        """Keep new and changed prompts; remove others, or hide those that are built in."""

        def write(store: ConversationStore) -> None:
            for prompt_id in removed:
                store.prompts.remove(prompt_id)
            for prompt in changed:
                if prompt.is_built_in:  # it can only have been hidden
                    store.prompts.show(prompt.id)
                else:
                    store.prompts.save(prompt)

        self._store.run(write, lambda _: self.refresh(), self._warn)

    @Slot(str)
    def read_file(self, path: str) -> None:
        """Read the prompts of a file; `prompts_read` tells."""
        source = Path(path)
        self._background.run(
            lambda: read_library_file(source),
            lambda library: self._on_file(source.name, library),
            self._warn,
        )

    @Slot(str, object)
    def write_file(self, path: str, prompts: tuple[PromptTemplate, ...]) -> None:
        """Write prompts to a file."""
        target = Path(path)
        self._background.run(
            lambda: write_library_file(target, prompts=prompts),
            lambda _: self.notice.emit("info", f"Prompts written to {target.name}.", ""),
            self._warn,
        )

    def _on_read(
        self, found: tuple[tuple[PromptTemplate, ...], tuple[PromptTemplate, ...]]
    ) -> None:
        self._prompts, self._hidden = found
        self.prompts_changed.emit(self._prompts)
        self.hidden_changed.emit(self._hidden)

    def _on_file(self, name: str, library: Library) -> None:
        for problem in library.notices:
            self.notice.emit("warning", problem, "")
        if library.prompts:
            self.prompts_read.emit(library.prompts)
        else:
            self.notice.emit("warning", f"{name} holds no prompts.", "")
