"""Edits of transcripts: in the open conversation, on disk, and back again. GUI thread only.

Every edit is saved at once. A transcript that is still being made can be edited like any
other: what is heard meanwhile is put behind what the person made of it, here, in the job and
on disk.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.chat.conversation import MessageId
from gemini_desk.transcripts import editing

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.message import TranscriptPart
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.store_calls import StoreCalls

_MOST_UNDONE: Final = 200  # edits that can be taken back; segments are shared between them


@dataclass(slots=True)
class _History:
    """What was before.

    Attributes:
        done: Transcripts before each edit, the newest last.
        undone: Transcripts before each edit that was taken back.
        typing: The segment whose text is being written: all of that is one edit.
    """

    done: list[Transcript] = field(default_factory=list)
    undone: list[Transcript] = field(default_factory=list)
    typing: int = -1


class TranscriptController(QObject):
    """Changes transcripts of the open conversation.

    Signals:
        edited: Message id and its `Transcript` as the person has it now.
        changed: The `MessageVersion` with that transcript.
        history_changed: Message id, whether there is something to undo, and to redo.
        notice: Level, text, hint.
    """

    edited = Signal(str, object)
    changed = Signal(object)
    history_changed = Signal(str, bool, bool)
    notice = Signal(str, str, str)

    def __init__(
        self, open_conversation: OpenConversation, store: StoreCalls, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open = open_conversation
        self._store = store
        self._home = open_conversation.conversation  # of the transcript that is shown
        self._histories: dict[str, _History] = {}
        self._saving: set[str] = set()
        self._unsaved: dict[str, Transcript] = {}

    def part(self, message_id: str) -> TranscriptPart | None:
        """The transcript of a message, and its recording.

        The message is one of the open conversation, or of the one before: what was being
        written when another was opened is still to be saved.
        """
        wanted = MessageId(message_id)
        if wanted in self._open.conversation.versions:
            self._home = self._open.conversation
        version = self._home.versions.get(wanted)
        return version.message.transcript if version is not None else None

    # ------------------------------------------------------------------ edits

    @Slot(str, int, str, bool)
    def set_text(self, message_id: str, index: int, text: str, is_final: bool) -> None:
        """A segment says `text`; until that is final, what follows belongs to the same edit."""
        history = self._history(message_id)
        goes_on = history.typing == index
        if self._has(message_id, index):
            self._edit(message_id, lambda it: editing.with_text(it, index, text), joins=goes_on)
        history.typing = -1 if is_final else index

    @Slot(str, int, str, int)
    def split(self, message_id: str, index: int, text: str, place: int) -> None:
        """A segment that says `text` becomes two; the second begins with a character of it."""
        if self._has(message_id, index) and text.strip():
            self._edit(
                message_id,
                lambda it: editing.split(editing.with_text(it, index, text), index, place),
                joins=self._history(message_id).typing == index,
            )

    @Slot(str, int)
    def merge(self, message_id: str, index: int) -> None:
        """A segment and the next become one."""
        if self._has(message_id, index):
            self._edit(message_id, lambda it: editing.merged(it, index))

    @Slot(str, object, str)
    def assign_speaker(self, message_id: str, indexes: tuple[int, ...], name: str) -> None:
        """These segments are said by `name`; by nobody in particular if that is ""."""
        if all(self._has(message_id, index) for index in indexes):
            self._edit(message_id, lambda it: editing.with_speaker(it, indexes, name))

    @Slot(str, str, str)
    def rename_speaker(self, message_id: str, old: str, new: str) -> None:
        """Whoever was `old` is `new`, everywhere in the transcript."""
        self._edit(message_id, lambda it: editing.renamed_speaker(it, old, new))

    @Slot(str)
    def undo(self, message_id: str) -> None:
        """Take the last edit back."""
        history, part = self._history(message_id), self.part(message_id)
        if part is not None and history.done:
            history.undone.append(part.transcript)
            self._go_to(message_id, history.done.pop(), part.transcript)

    @Slot(str)
    def redo(self, message_id: str) -> None:
        """Do the last edit again that was taken back."""
        history, part = self._history(message_id), self.part(message_id)
        if part is not None and history.undone:
            history.done.append(part.transcript)
            self._go_to(message_id, history.undone.pop(), part.transcript)

    def tell_history(self, message_id: str) -> None:
        """Say what can be undone in a transcript that is shown now."""
        history = self._history(message_id)
        self.history_changed.emit(message_id, bool(history.done), bool(history.undone))

    def _history(self, message_id: str) -> _History:
        return self._histories.setdefault(message_id, _History())

    def _has(self, message_id: str, index: int) -> bool:
        part = self.part(message_id)
        return part is not None and 0 <= index < len(part.transcript.segments)

    def _edit(
        self, message_id: str, change: Callable[[Transcript], Transcript], *, joins: bool = False
    ) -> None:
        """Put another transcript in the place of the present one; `joins` the edit before."""
        part = self.part(message_id)
        if part is None:
            return
        new = change(part.transcript)
        if new == part.transcript:
            return
        history = self._history(message_id)
        if not (joins and history.done):
            history.done.append(part.transcript)
            del history.done[:-_MOST_UNDONE]
        history.undone.clear()
        history.typing = -1
        self._put(message_id, part, new)

    def _go_to(self, message_id: str, wanted: Transcript, present: Transcript) -> None:
        """Back to another state, with what was heard since then."""
        self._history(message_id).typing = -1
        part = self.part(message_id)
        if part is not None:
            self._put(message_id, part, editing.grown(wanted, present))

    def _put(self, message_id: str, part: TranscriptPart, transcript: Transcript) -> None:
        conversation, wanted = self._home, MessageId(message_id)
        parts = [
            replace(each, transcript=transcript) if each is part else each
            for each in conversation.versions[wanted].message.parts
        ]
        version = conversation.update(wanted, parts=parts)
        self.edited.emit(message_id, transcript)
        self.changed.emit(version)
        self.tell_history(message_id)
        self._save(message_id, transcript)

    # ------------------------------------------------------------------ on disk

    def _save(self, message_id: str, transcript: Transcript) -> None:
        """One at a time for each message: while one is written, only the newest waits."""
        if message_id in self._saving:
            self._unsaved[message_id] = transcript
            return
        self._saving.add(message_id)
        wanted = MessageId(message_id)
        self._store.run(
            lambda store: store.transcripts.revise(wanted, transcript),
            lambda _: self._on_saved(message_id),
            lambda error: self._on_failed(message_id, error),
        )

    def flush(self) -> None:
        """Hand over everything that is to be written: the window or the conversation closes."""
        waiting, self._unsaved = self._unsaved, {}
        for message_id, transcript in waiting.items():
            self._saving.discard(message_id)
            self._save(message_id, transcript)

    def _on_saved(self, message_id: str) -> None:
        self._saving.discard(message_id)
        newest = self._unsaved.pop(message_id, None)
        if newest is not None:
            self._save(message_id, newest)

    def _on_failed(self, message_id: str, error: GeminiDeskError) -> None:
        self.notice.emit("error", error.message, error.hint)
        self._on_saved(message_id)
