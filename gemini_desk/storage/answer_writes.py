"""What must reach the disk: text and endings of answers, and messages that it refused.

They have no caller who would try again, so they are kept in memory, in order, until the
disk takes them.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from gemini_desk.errors import NotStoredError, StorageError
from gemini_desk.storage.pending_text import AppendText

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.answer import AnswerDetails
    from gemini_desk.chat.conversation import MessageId, MessageStatus
    from gemini_desk.storage.conversation_store import ConversationStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finish:
    """The ending of an answer."""

    message_id: MessageId
    status: MessageStatus
    answer: AnswerDetails | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A message, or a conversation, that the disk refused when it was written first."""

    write: Callable[[ConversationStore], object]


AnswerWrite: TypeAlias = AppendText | Finish | Refused


class AnswerWrites:
    """What is not on disk yet. Store thread only.

    Attributes:
        trouble: Why the last attempt failed, or None.
    """

    def __init__(self, on_error: Callable[[StorageError], None]) -> None:
        """Start empty.

        Args:
            on_error: Told once when the disk begins to refuse.
        """
        self.trouble: StorageError | None = None
        self._on_error = on_error
        self._waiting: deque[AnswerWrite] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, write: AnswerWrite) -> None:
        """Put `write` behind the others."""
        self._waiting.append(write)

    def keep(self, write: Refused, error: StorageError) -> None:
        """Try `write` again from now on; who asked for it has been told of `error`."""
        self._waiting.append(write)
        self.trouble = error

    def write_out(self, store: ConversationStore) -> None:
        """Write all, or up to the first that the disk refuses; `trouble` tells which it was."""
        try:
            while self._waiting:
                self._write_first(store)
        except StorageError as error:
            if self.trouble is None:
                self._on_error(error)
            self.trouble = error
        else:
            self.trouble = None

    def _write_first(self, store: ConversationStore) -> None:
        """Write the first, or all the text before the next ending in one transaction."""
        first = self._waiting[0]
        done = 1
        try:
            if isinstance(first, Finish):
                store.finish(first.message_id, first.status, first.answer)
            elif isinstance(first, Refused):
                first.write(store)
            else:
                deltas = self._leading_deltas()
                done = len(deltas)
                store.append_texts(deltas)
        except NotStoredError:
            logger.info("a message came too late: its conversation was deleted for good")
        except StorageError:
            raise
        except Exception:
            # A defect, which trying again would not mend: the answers behind it shall pass.
            logger.exception("a part of an answer could not be written")
        for _ in range(done):
            self._waiting.popleft()

    def _leading_deltas(self) -> list[AppendText]:
        deltas = []
        for write in self._waiting:
            if not isinstance(write, AppendText):
                break
            deltas.append(write)
        return deltas
