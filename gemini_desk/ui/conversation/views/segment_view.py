"""The base of the widgets that show segments, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from gemini_desk.ui.conversation.segment_widget import SegmentWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gemini_desk.engine.events import Capabilities
    from gemini_desk.ui.chat.transcript_work_controller import OfferedWork
    from gemini_desk.ui.conversation.documents import DocumentCache
    from gemini_desk.ui.conversation.find.mark_sources import MarkSources
    from gemini_desk.ui.conversation.media_previews import MediaPreviews
    from gemini_desk.ui.conversation.playback import Playback
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.selection_mouse import SelectionDrag
    from gemini_desk.ui.conversation.shown_message import ShownMessage
    from gemini_desk.ui.viewer.dragged_files import DraggedFiles


class ViewActions(QObject):
    """What a person does to a message; the pane passes most of it on.

    Signals:
        performed: `MessageAction`, id of the message, and the widget that was pressed.
        version_requested: Id of a message, and -1 or 1 for the version before or after it.
        menu_requested: Id of a message, and the widget that was pressed.
        works_requested: Id of a message with a transcript, and the widget that was pressed.
        retry_requested: Id of an answer that failed.
        remedy_requested: Id of an answer for which memory ran out, and the `MemoryRemedy`.
        continue_requested: Id of an answer that is not whole.
        link_activated: Address and text of a link; nothing here opens it.
        citation_activated: Id of a message with a transcript, and the second that is named.
        transcript_opened: Id of a message whose transcript shall be shown beside.
        transcript_copied: Id of a message whose transcript shall go to the clipboard.
        transcript_exported: Id of a message whose transcript shall become a file.
        transcript_stopped: Id of a message whose transcript shall not go on.
        note_activated: A `Segment`, and the address of a footnote in the same answer.
        attachment_activated: The `Attachment`.
        play_requested: The `Attachment` of a clip.
        transcribe_requested: The `Attachment` of a clip that shall be written down.
        pause_requested: Playing shall pause.
        seek_requested: The `Attachment` of a clip, and the second to go to.
        speed_requested: How many times as fast clips shall be played.
        context_start_undone: The model shall read everything again.
        context_summary_requested: Show what stands for what it does not read.
        thoughts_toggled: Id of an answer whose thoughts shall be folded or unfolded.
        code_save_requested: Code that shall become a file, and a name for it.
        size_changed: A `Segment` that needs more or less room now.
        pressed: The mouse was pressed on text; the pane takes the keyboard.
    """

    performed = Signal(str, str, object)
    version_requested = Signal(str, int)
    menu_requested = Signal(str, object)
    works_requested = Signal(str, object)
    retry_requested = Signal(str)
    remedy_requested = Signal(str, object)
    continue_requested = Signal(str)
    link_activated = Signal(str, str)
    citation_activated = Signal(str, float)
    transcript_opened = Signal(str)
    transcript_copied = Signal(str)
    transcript_exported = Signal(str)
    transcript_stopped = Signal(str)
    note_activated = Signal(object, str)
    attachment_activated = Signal(object)
    play_requested = Signal(object)
    transcribe_requested = Signal(object)
    pause_requested = Signal()
    seek_requested = Signal(object, float)
    speed_requested = Signal(float)
    context_start_undone = Signal()
    context_summary_requested = Signal()
    thoughts_toggled = Signal(str)
    code_save_requested = Signal(str, str)
    size_changed = Signal(object)
    pressed = Signal()


@dataclass(slots=True)
class PaneState:
    """What is true of the whole pane.

    Attributes:
        is_answering: Whether an answer of this conversation is being written, maybe in
            another branch.
        read_id: Id of the message that is read aloud; "" for none.
        enter_sends: Whether Enter sends what is edited.
        capabilities: What the loaded model takes; None while none is loaded.
        works: What can be done with a transcript.
    """

    is_answering: bool = False
    read_id: str = ""
    enter_sends: bool = True
    capabilities: Capabilities | None = None
    works: Sequence[OfferedWork] = ()


@dataclass(frozen=True, slots=True)
class ViewServices:
    """What views need of the pane."""

    actions: ViewActions
    documents: DocumentCache
    previews: MediaPreviews
    playback: Playback
    selection: Selection
    drag: SelectionDrag
    state: PaneState
    marks: MarkSources
    dragged: DraggedFiles


class SegmentView(SegmentWidget):
    """A widget that shows one segment at a time; the pool hands it from one to another."""

    def __init__(self, services: ViewServices, parent: QWidget) -> None:
        super().__init__(parent)
        self.services = services
        self._segment: Segment | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def bound_segment(self) -> Segment | None:
        """The segment that is shown."""
        return self._segment

    @property
    def item(self) -> ShownMessage | None:
        """The message of that segment."""
        return self._segment.item if self._segment is not None else None

    def bind(self, segment: Segment) -> None:
        """Show `segment`, whose size is known."""
        self._segment = segment
        segment.view = self
        self.refresh()

    def unbind(self) -> None:
        """Show nothing."""
        if self._segment is not None:
            self._segment.view = None
        self._segment = None
        self.hide()

    def restyle(self) -> None:
        """The theme changed."""
        self.update()

    def activate_link(self, address: str) -> None:
        """A person clicked a link, or pressed Enter on it."""


def author_name(item: ShownMessage | None) -> str:
    """How a screen reader calls the author."""
    return "You" if item is not None and item.is_user else "Assistant"
