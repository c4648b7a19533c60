"""What the store's thread is asked to do, beside the writing of answers."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gemini_desk.errors import GeminiDeskError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.storage.conversation_store import ConversationStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreOpening:
    """How opening the store went.

    Attributes:
        interrupted: Answers that the last process left unfinished.
        notice: What a person should know, or "".
    """

    interrupted: int
    notice: str


@dataclass(frozen=True, slots=True, eq=False)
class StoreCall:
    """A function that runs on the store, and where its result goes."""

    function: Callable[[ConversationStore], Any]
    future: Future[Any]

    def run(self, store: ConversationStore) -> None:
        """Do it, unless nobody wants it any more."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.function(store)
        except BaseException as error:
            if not isinstance(error, GeminiDeskError):
                logger.exception("a job of the store failed")
            self.future.set_exception(error)
        else:
            self.future.set_result(result)

    def refuse(self, error: Exception) -> None:
        """There is no store to do it on."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The store is to be opened; what was asked for behind it waits for that."""

    future: Future[StoreOpening] = field(default_factory=Future)
