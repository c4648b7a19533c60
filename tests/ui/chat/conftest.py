"""Everything behind the widgets, with a scripted model and a real database."""

import pytest

from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.storage.store_thread import StoreThread
from gemini_desk.tasks.answer_recorder import AnswerRecorder
from gemini_desk.tasks.engine_calls import EngineCalls
from gemini_desk.tasks.transcript_work.runner import WorkRunner
from gemini_desk.ui.background import Background
from gemini_desk.ui.chat.answer_controller import AnswerController
from gemini_desk.ui.chat.branch_controller import BranchController
from gemini_desk.ui.chat.context_controller import ContextController
from gemini_desk.ui.chat.conversation_controller import ConversationController
from gemini_desk.ui.chat.draft_controller import DraftController
from gemini_desk.ui.chat.message_controller import MessageController
from gemini_desk.ui.chat.open_conversation import OpenConversation
from gemini_desk.ui.chat.overflow_controller import OverflowController
from gemini_desk.ui.chat.queue_controller import QueueController
from gemini_desk.ui.chat.sending_controller import SendingController
from gemini_desk.ui.chat.summary_controller import SummaryController
from gemini_desk.ui.chat.title_controller import TitleController
from gemini_desk.ui.chat.transcription_controller import TranscriptionController
from gemini_desk.ui.engine_bridge import EngineBridge
from gemini_desk.ui.model_controller import ModelController
from gemini_desk.ui.store_calls import StoreCalls
from tests.helpers.scripted_backend import ScriptedBackend


class Parts:
    """Everything behind the widgets, on a real database."""

    def __init__(self, data_dir):
        self.backend = ScriptedBackend()
        self.bridge = EngineBridge()
        self.store = StoreThread(data_dir, on_error=self._store_error)
        self.engine_calls = EngineCalls(self.bridge.post)
        self.recorder = AnswerRecorder(self.store, self.engine_calls.receive)
        self.thread = InferenceThread(self.backend.factory, self.recorder.receive)
        self.calls = StoreCalls(self.store)
        self.models = ModelController(self.thread, self.bridge)
        self.transcriptions = TranscriptionController(
            self.thread, self.engine_calls, self.store, Background("transcripts")
        )
        self.works = WorkRunner(self.thread, self.engine_calls, self.store, self.recorder.receive)
        self.answers = AnswerController(
            self.thread, self.bridge, self.recorder, self.models, self.calls, self.transcriptions,
            self.works,
        )  # fmt: skip
        self.open = OpenConversation(self.calls)
        self.conversations = ConversationController(self.open, self.answers, self.calls)
        self.messages = MessageController(self.open, self.answers)
        self.branches = BranchController(self.open, self.messages, self.calls)
        self.titles = TitleController(
            self.thread, self.bridge, self.models, self.open, self.conversations, self.messages,
            self.answers, self.calls,
        )  # fmt: skip
        self.context = ContextController(
            self.thread, self.bridge, self.models, self.open, self.messages
        )
        self.drafts = DraftController(self.open, self.calls)
        self.queue = QueueController(self.open, self.answers, self.calls)
        self.sending = SendingController(
            self.open, self.messages, self.answers, self.queue, self.context
        )
        self.overflow = OverflowController(
            self.open, self.messages, self.queue, self.context, self.sending,
            SummaryController(self.thread, self.bridge),
        )  # fmt: skip
        self.store_errors = []
        self.store.start().result(10)
        self.thread.start()

    def _store_error(self, error):
        self.store_errors.append(error)

    def close(self):
        self.context.close()
        self.drafts.flush()
        self.thread.close(10)
        self.transcriptions.close()
        self.works.close()
        self.bridge.close()
        self.store.close(10)

    @property
    def conversation(self):
        return self.open.conversation

    def on_disk(self):
        """The open conversation as the database has it."""
        return self.store.submit(lambda store: store.load(self.conversation.id)).result(10)

    def summaries(self):
        return self.store.submit(lambda store: store.list_conversations()).result(10)


@pytest.fixture
def parts(qapp, profile):
    parts = Parts(profile.data_dir)
    yield parts
    parts.close()
