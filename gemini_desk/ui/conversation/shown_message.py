"""What the segments and widgets of a message know of it: its text and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Role
from gemini_desk.ui.conversation.measures import measures
from gemini_desk.ui.conversation.thinking import Thinking, has_thoughts

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from gemini_desk.chat.conversation import MessageId, MessageVersion
    from gemini_desk.chat.versions import VersionPlace
    from gemini_desk.ui.markdown.citations import CitedTranscript, CitedTranscripts


class ShownMessage:
    """A message of the open branch. GUI thread only.

    Attributes:
        version: The message.
        id: Id of the message's version.
        is_user: Whether a person wrote it.
        index: Place in the conversation.
        height: In px, with the gap above; an estimate until all segments are measured.
        definitions: Link references and footnotes; None while they are not known.
        day: The day of the message, where the person is.
        opens_day: The day, if the message before is of another one.
        is_streaming: Whether more text may come.
        context_summary: Set if the model begins to read with this message: what stands for
            the ones before, "" for nothing.
        thinking: What was thought before the answer; None if nothing was.
        nearest: Its own transcript, or the last one above it.
        named: The transcripts up to here, by the name of their recording.
        cited: Those whose times its text may name; None if there is none before it.
        place: Which of its versions it is; None if it is the only one.
    """

    def __init__(self, version: MessageVersion) -> None:
        self.index = -1
        self.height = 0
        self.place: VersionPlace | None = None
        self.cited: CitedTranscripts | None = None
        self.nearest: CitedTranscript | None = None
        self.named: Mapping[str, CitedTranscript] = {}
        self.context_summary: str | None = None
        self.thinking: Thinking | None = None
        self.opens_day: datetime.date | None = None
        self.take(version)

    def take(self, version: MessageVersion) -> None:
        """Show `version` from now on."""
        self.version = version
        self.id: MessageId = version.id
        self.day = version.created_at.astimezone().date()
        self.is_user = version.message.role is Role.USER
        self.is_streaming = version.status is MessageStatus.STREAMING
        self._source = [version.message.text]
        self.definitions: dict[str, Any] | None = None
        if self.thinking is not None:
            self.thinking.take(version)
        elif has_thoughts(version):
            self.thinking = Thinking(version)

    @property
    def source(self) -> str:
        """The whole text as it was written, with what arrived since."""
        if len(self._source) > 1:
            self._source = ["".join(self._source)]
        return self._source[0]

    @property
    def searched(self) -> str:
        """What is looked through: the thoughts before the text, with no word across."""
        thoughts = self.thinking.source if self.thinking is not None else ""
        return f"{thoughts}\0{self.source}" if thoughts else self.source

    @property
    def has_text(self) -> bool:
        """Whether there is any text."""
        return any(self._source)

    @property
    def wants_definitions(self) -> bool:
        """Whether the text is whole, but not what is defined in it."""
        return self.definitions is None and not (self.is_streaming or self.is_user)

    @property
    def gap(self) -> int:
        """Room above the message, in px."""
        return measures.USER_GAP_PX if self.is_user else measures.ASSISTANT_GAP_PX

    def estimate(self, column: int) -> int:
        """A guess at the height, in px, without making segments; cheap."""
        if self.is_user:
            column = int(column * measures.BUBBLE_SHARE)
        text = self.source
        characters_per_line = max(12, column // measures.CHARACTER_PX)
        lines = len(text) / characters_per_line + 0.45 * text.count("\n") + 1
        line = 0 if self.context_summary is None else measures.CONTEXT_START_PX
        line += 0 if self.thinking is None else measures.FOOTER_BUTTON_PX
        if self.opens_day is not None:
            line += measures.DATE_PX + measures.CARD_GAP_PX
        line += 0 if self.version.message.transcript is None else measures.THUMBNAIL_PX
        media = line + len(self.version.message.attachments) * measures.THUMBNAIL_PX
        return self.gap + measures.FOOTER_PX + media + round(measures.LINE_PX * lines)
