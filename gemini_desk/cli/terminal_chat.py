"""The conversation behind `gemini-desk chat`."""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.answer import AnswerDetails, FinishReason
from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import Conversation, MessageId, MessageStatus, MessageVersion
from gemini_desk.chat.growing_answer import GrowingAnswer
from gemini_desk.chat.message import Message, Part, Role
from gemini_desk.chat.prompt import prompt_messages, title_from
from gemini_desk.chat.transcription import is_too_long
from gemini_desk.cli.output import (
    EXIT_INTERRUPTED,
    StatusLine,
    load_request,
    tell_what_is_left_out,
)
from gemini_desk.engine.events import Failed, GenerationRequest, TextDelta, ThoughtDelta
from gemini_desk.errors import GeminiDeskError, UnsupportedAttachmentError
from gemini_desk.settings.schema import Settings
from gemini_desk.tasks.answer_recorder import details_of
from gemini_desk.tasks.attach import attach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gemini_desk.settings.schema import ServerSettings
    from gemini_desk.storage.store_thread import StoreThread
    from gemini_desk.tasks.model_session import ModelSession

HELP: Final = """\
/image F   add a picture to the next message
/audio F   add a recording to the next message
/video F   add a film to the next message
/model M   load another model: alias, hub id, folder, server:NAME/MODEL
/new       begin a new conversation
/quit      leave (so does Ctrl-D)"""


class TerminalChat:
    """Reads lines, answers them, keeps everything."""

    def __init__(
        self,
        session: ModelSession,
        store: StoreThread,
        settings: Settings | None = None,
        *,
        quantisation: str = "none",
        server_of: Callable[[str], ServerSettings | None] = lambda _: None,
    ) -> None:
        self._session = session
        self._store = store
        self._settings = settings or Settings()
        self._conversation = Conversation.new()
        self._quantisation = quantisation
        self._server_of = server_of
        self._attachments: list[Attachment] = []

    def resume_latest(self) -> None:
        """Go on with the conversation that was changed last, if there is one."""
        summaries = self._store.submit(lambda store: store.list_conversations()).result()
        latest = next((summary.id for summary in summaries if not summary.archived), None)
        if latest is None:
            return
        self._conversation = self._store.submit(lambda store: store.load(latest)).result()
        branch = self._conversation.branch()
        print(f"Going on with “{self._conversation.title}”; /new begins another.")
        for version in branch[-2:]:
            sign = "›" if version.message.role is Role.USER else " "
            print(f"{sign} {version.message.text}")

    def run(self) -> int:
        """Chat until /quit or the end of the input.

        Returns:
            The exit code.
        """
        if sys.stdin.isatty():
            with contextlib.suppress(ImportError):  # Windows has none
                import readline  # noqa: F401 - importing it gives input() its line editing
            print(f"{self._session.model.identity.id} is ready. /help lists the commands.")
        while True:
            try:
                line = input("› " if sys.stdin.isatty() else "").strip()
            except EOFError:
                return 0
            except KeyboardInterrupt:
                print()
                return EXIT_INTERRUPTED
            if line == "/quit":
                return 0
            try:
                self._take(line)
            except GeminiDeskError as error:
                print(error, file=sys.stderr, flush=True)

    def _take(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        rest = rest.strip()
        match command:
            case "/help":
                print(HELP)
            case "/image":
                self._attach(rest, AttachmentKind.IMAGE)
            case "/audio":
                self._attach(rest, AttachmentKind.AUDIO)
            case "/video":
                self._attach(rest, AttachmentKind.VIDEO)
            case "/model":
                self._load(rest)
            case "/new":
                self._conversation = Conversation.new()
                self._attachments.clear()
                print("A new conversation.")
            case _ if command.startswith("/") and "/" not in command[1:]:
                print(f"There is no command {command}.\n{HELP}", file=sys.stderr, flush=True)
            case _ if line or self._attachments:
                self._ask(line)

    def _attach(self, name: str, kind: AttachmentKind) -> None:
        attachment = attach(Path(name.strip("'\"")), kind)
        is_clip = attachment.kind is AttachmentKind.AUDIO
        if is_clip and is_too_long(attachment, self._longest_audio_s):
            raise UnsupportedAttachmentError(
                f"{attachment.name} is longer than the {self._longest_audio_s:g} s that "
                f"{self._session.model.identity.id} hears at once.",
                hint="Send it in the window, or write it down with gemini-desk transcribe.",
            )
        blob = self._store.blobs.add_file(attachment.path)
        self._attachments.append(replace(attachment, path=blob.path))
        print(f"{attachment.name} goes with the next message.")
        tell_what_is_left_out(attachment, self._session.model.capabilities)

    @property
    def _longest_audio_s(self) -> float | None:
        return self._session.model.capabilities.max_audio_s

    def _load(self, name: str) -> None:
        status = StatusLine()
        before = self._session.request
        try:
            self._session.load(
                load_request(name, self._quantisation, self._server_of(name)),
                lambda progress: status.show(progress.stage),
            )
        except GeminiDeskError as error:
            status.clear()
            print(error, file=sys.stderr, flush=True)
            if before is None:
                return
            self._session.load(before)
        status.clear()
        print(f"{self._session.model.identity.id} is ready.")

    def _ask(self, text: str) -> None:
        conversation = self._conversation
        message = Message.user(text, *self._attachments)
        self._attachments.clear()
        if not conversation.versions:
            conversation.title = title_from(message) or conversation.title
        conversation.append(message)
        request = _request(conversation, self._settings, self._longest_audio_s)
        answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
        self._write(conversation)  # on disk before the model begins
        self._stream(answer, request)

    def _write(self, conversation: Conversation) -> None:
        versions: list[MessageVersion] = conversation.branch()[-2:]
        if len(conversation.versions) == len(versions):
            self._store.save_new(conversation).result()
            return
        for version in versions:
            self._store.submit(
                lambda store, version=version: store.add_version(conversation.id, version)  # type: ignore[misc]
            ).result()

    def _stream(self, answer: MessageVersion, request: GenerationRequest) -> None:
        growing = GrowingAnswer()
        status = MessageStatus.COMPLETE
        details = AnswerDetails(finish_reason=FinishReason.CANCELLED)
        try:
            for event in self._session.stream(request):
                match event:
                    case TextDelta(text):
                        growing.say(text, time.monotonic())
                        self._store.append_text(answer.id, text)
                        print(text, end="", flush=True)
                    case ThoughtDelta(text):
                        growing.think(text, time.monotonic())
                        self._store.append_text(answer.id, text, "thought")
                    case _:
                        status, details = details_of(event)
        except KeyboardInterrupt:
            pass
        except GeminiDeskError as error:
            status, details = details_of(Failed(error))
            raise
        finally:
            print(flush=True)
            growing.end(time.monotonic())
            self._end(answer.id, growing.parts, status, details)

    def _end(
        self,
        message_id: MessageId,
        parts: Iterable[Part],
        status: MessageStatus,
        details: AnswerDetails,
    ) -> None:
        self._conversation.update(message_id, parts=parts, status=status, answer=details)
        self._store.finish(message_id, status, details)
        self._store.flush()


def _request(
    conversation: Conversation, settings: Settings, longest_audio_s: float | None
) -> GenerationRequest:
    """What answers the open branch, as the window asks for it."""
    setup = conversation.setup
    messages = prompt_messages(
        conversation.branch(),
        setup.system_prompt_or(settings.chat.system_prompt),
        context_cut=conversation.context_cut,
        longest_audio_s=longest_audio_s,
    )
    return GenerationRequest(
        messages,
        setup.parameters.over(settings.generation),
        enable_thinking=setup.thinking_or(settings.chat.thinking),
    )
