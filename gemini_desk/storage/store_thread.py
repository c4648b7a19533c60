"""The store thread: the one thread that owns the database, in the one process that writes it.

Everything happens in the order in which it was asked for. Text of answers is collected and
written every 150 ms, so that a fast model does not cost a transaction for each token; any
other job writes it first. The search index follows when nothing else is to be done.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from gemini_desk.errors import NotStoredError, StorageError
from gemini_desk.storage.answer_writes import AnswerWrites, Finish, Refused
from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.storage.pending_text import AppendText
from gemini_desk.storage.profile_lock import lock_profile
from gemini_desk.storage.store_jobs import Opening, StoreCall, StoreOpening
from gemini_desk.storage.store_queue import StoreQueue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.chat.answer import AnswerDetails
    from gemini_desk.chat.conversation import Conversation, MessageId, MessageStatus
    from gemini_desk.storage.pending_text import TextKind

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")

# Text is promised to be on disk 200 ms after it came; writing it takes a few of them.
_COLLECT_S = 0.15
_RETRY_S = 1.0
_INDEXING_S = 0.01  # at a time: nobody who asks for something waits longer for the index
_PAUSE_S = 0.005  # between: threads that paint need the interpreter as well
_TIMEOUT_S = 10.0


class StoreThread:
    """Runs functions on the conversation store, one after the other.

    Every method can be called from any thread; only `flush` and `close` wait.

    Attributes:
        blobs: The files of attachments; usable from any thread, at once.
        database_path: For readers with a connection of their own.
    """

    def __init__(self, data_dir: Path, *, on_error: Callable[[StorageError], None]) -> None:
        """Prepare the store in `data_dir`; `start` opens it.

        Args:
            data_dir: Where the database, the files and the lock lie.
            on_error: Called on the store thread when text of an answer could not be
                written. It is kept in memory and tried again every second; one failure
                is reported once.
        """
        self.blobs = BlobStore(data_dir / "blobs")
        self.database_path = data_dir / "conversations.db"
        self._data_dir = data_dir
        self._on_error = on_error
        self._first_opening = Opening()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._queue = StoreQueue()
        self._writes = AnswerWrites(self._report)

    def start(self) -> Future[StoreOpening]:
        """Open the store; the future tells how it went, or carries a `StorageError`.

        After such an error every other future carries it, too, until `reopen`.
        """
        self._thread.start()
        return self._first_opening.future

    def reopen(self) -> Future[StoreOpening]:
        """Try again to open a store that could not be opened; as `start`.

        What is asked for after this waits for it. An open store stays as it is.
        """
        opening = Opening()
        if not self._queue.put(opening):
            opening.future.set_exception(_closed())
        return opening.future

    def submit(self, function: Callable[[ConversationStore], _Result]) -> Future[_Result]:
        """Run `function` on the store thread, after everything that was asked for before.

        Callbacks of the future run on the store thread. When the future of a write is
        done, what it wrote survives the process.
        """
        future: Future[_Result] = Future()
        if not self._queue.put(StoreCall(function, future)):
            future.set_exception(_closed())
        return future

    def keep(self, write: Callable[[ConversationStore], _Result]) -> Future[_Result]:
        """Run a write that must not be lost, as `submit`.

        If the disk refuses, the future says so, and `write` is tried again every second and
        once more at closing, before whatever is asked for later: once done, it must do no harm.
        """
        return self.submit(partial(self._keep, write))

    def save_new(self, conversation: Conversation) -> Future[None]:
        """Store a conversation and its messages as they are now."""
        # The caller's thread goes on changing its own.
        snapshot = replace(conversation, versions=dict(conversation.versions))
        return self.submit(lambda store: store.save_new(snapshot))

    def append_text(self, message_id: MessageId, delta: str, kind: TextKind = "text") -> None:
        """Lengthen a message, or its thoughts; on disk at most 200 ms later.

        How long the thoughts took is measured by when they and the text came here.
        """
        self._queue.put_write(AppendText(message_id, delta, kind), delay_s=_COLLECT_S)

    def finish(
        self, message_id: MessageId, status: MessageStatus, answer: AnswerDetails | None = None
    ) -> None:
        """End a message that was streaming; tried again for as long as the disk refuses."""
        self._queue.put_write(Finish(message_id, status, answer), delay_s=0.0)

    def flush(self, timeout_s: float = _TIMEOUT_S) -> None:
        """Wait until everything that was asked for before is on disk.

        Raises:
            StorageError: It could not be written, or not within `timeout_s`.
        """
        try:
            self.submit(lambda _store: self._raise_trouble()).result(timeout_s)
        except TimeoutError:
            raise StorageError(
                "The disk does not answer.", hint="Check it; saving goes on meanwhile."
            ) from None

    def close(self, timeout_s: float = _TIMEOUT_S) -> None:
        """Do what is left, close the database and end the thread; harmless twice."""
        self._queue.close()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
            if self._thread.is_alive():
                logger.error("the store did not close within %.0f s", timeout_s)

    # -- on the store thread ----------------------------------------------------------------

    def _run(self) -> None:
        opening: Opening | None = self._first_opening
        while opening is not None:
            with contextlib.ExitStack() as stack:
                try:
                    store, result = self._open(stack)
                except Exception as error:
                    if not isinstance(error, StorageError):
                        logger.exception("the store could not be opened")
                    stack.close()  # whoever comes next shall not find the profile locked
                    opening.future.set_exception(error)
                    opening = self._refuse(error)
                else:
                    opening.future.set_result(result)
                    self._serve(store)
                    return

    def _open(self, stack: contextlib.ExitStack) -> tuple[ConversationStore, StoreOpening]:
        lock = lock_profile(self._data_dir)
        stack.callback(lock.release)
        database = Database(self.database_path)
        stack.callback(database.close)
        store = ConversationStore(database, self.blobs)
        return store, StoreOpening(store.mark_interrupted(), database.notice)

    def _serve(self, store: ConversationStore) -> None:
        pause_s: float | None = _PAUSE_S
        while (jobs := self._queue.take(pause_s)) is not None:
            for job in jobs:
                if isinstance(job, StoreCall):
                    self._write_out(store)
                    job.run(store)
                elif isinstance(job, Opening):
                    job.future.set_result(StoreOpening(0, ""))
                else:
                    self._writes.add(job)
            self._write_out(store)
            pause_s = _PAUSE_S if _index_waiting(store) else None
        self._write_out(store)  # the last attempt, if the disk refused before
        if self._writes:
            self._report(
                StorageError(
                    "What was written last could not be saved before closing.",
                    hint="Free some space on the disk.",
                )
            )
        try:
            store.space.collect_garbage()
        except StorageError:
            logger.info("files that are not used any more were left", exc_info=True)

    def _keep(
        self, write: Callable[[ConversationStore], _Result], store: ConversationStore
    ) -> _Result:
        try:
            self._raise_trouble()  # nothing overtakes what waits already
            return write(store)
        except NotStoredError:
            raise
        except StorageError as error:
            self._writes.keep(Refused(write), error)
            raise

    def _write_out(self, store: ConversationStore) -> None:
        self._writes.write_out(store)
        if self._writes.trouble is not None:
            self._queue.wake_in(_RETRY_S)

    def _report(self, error: StorageError) -> None:
        try:
            self._on_error(error)
        except Exception:
            # Whoever listened is gone or defective; the store goes on.
            logger.exception("an error of the store could not be reported")

    def _raise_trouble(self) -> None:
        if self._writes.trouble is not None:
            raise self._writes.trouble

    def _refuse(self, error: Exception) -> Opening | None:
        """Answer everything with `error` until it shall be tried again.

        Returns:
            Whom to tell how that went; None when it is time to end.
        """
        while (jobs := self._queue.take()) is not None:
            for index, job in enumerate(jobs):
                if isinstance(job, StoreCall):
                    job.refuse(error)
                elif isinstance(job, Opening):
                    self._queue.put_back(jobs[index + 1 :])
                    return job
        return None


def _index_waiting(store: ConversationStore) -> bool:
    """Work on the search index for a moment; whether there is more to do."""
    try:
        return store.index.catch_up(_INDEXING_S)
    except Exception:
        # The disk may refuse; the next write, or the next start, tries again.
        logger.info("the search index could not be brought up to date", exc_info=True)
        return False


def _closed() -> StorageError:
    return StorageError("The store of conversations is closed.", hint="Start Gemini Desk again.")
