"""The composer's card: where its parts lie, what the send button shows, the order of Tab."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.composer.hands_free_bar import HandsFreeBar
from gemini_desk.ui.composer.prompt_edit import PromptEdit
from gemini_desk.ui.composer.recorder_button import RecorderButton
from gemini_desk.ui.composer.recording_bar import RecordingBar
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton
from gemini_desk.ui.composer.tray import AttachmentTray
from gemini_desk.ui.shortcuts import keys_of
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData

    from gemini_desk.ui.composer.sound_inputs import SoundInputs
    from gemini_desk.ui.conversation.media_previews import MediaPreviews

_RADIUS_PX = 22
_PADDING_PX = 10


class ComposerCard(QWidget):
    """Tray above prompt above a row of buttons, on a rounded card.

    Attributes:
        tray: The attachments.
        prompt: The text.
        attach: Opens the file dialog.
        recorder: Microphone button and its menu.
        recording_bar: Shown in the row of buttons while recording.
        hands_free_bar: Shown there while it listens for spoken turns.
        send: Sends, queues, or stops the answer.
        stop: Stops the answer while the button beside it queues.
    """

    def __init__(
        self,
        previews: MediaPreviews,
        inputs: SoundInputs,
        take_mime: Callable[[QMimeData], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._inputs = inputs
        self.tray = AttachmentTray(previews, self, offers_transcripts=True)
        self.prompt = PromptEdit(take_mime, self)
        self.attach = RoundButton("plus", "Add pictures or sound", parent=self)
        self.attach.set_name("Add pictures or sound", shortcut=keys_of("attach"))
        self.recorder = RecorderButton(inputs.microphones, inputs.probe, self)
        self.recorder.set_shortcut(keys_of("record"))
        self.recorder.menu.set_hands_free_keys(keys_of("hands-free"))
        self.recording_bar = RecordingBar(inputs.recording, self)
        self.recording_bar.set_pause_keys(keys_of("pause-recording"))
        self.recording_bar.set_done_keys(keys_of("record"))
        self.recording_bar.hide()
        self.hands_free_bar = HandsFreeBar(inputs.hands_free, self)
        self.hands_free_bar.hide()
        self.stop = RoundButton("stop", "Stop the answer", parent=self)
        self.stop.set_name("Stop the answer", shortcut=keys_of("stop"))
        self.stop.hide()
        self.send = RoundButton("send", "Send", emphasis=Emphasis.ACCENT, parent=self)
        self._extra_tools = QWidget(self)
        self._added_tools: list[QWidget] = []
        self._lay_out()
        self.tray.changed.connect(self.order_tabs)
        self.order_tabs()
        inputs.recording.state_changed.connect(self._listening_changed)
        inputs.hands_free.state_changed.connect(self._listening_changed)
        Theme.changes().changed.connect(self.update)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE_PX // 2)
        tools.addWidget(self.attach)
        tools.addWidget(self.recording_bar, 1)
        tools.addWidget(self.hands_free_bar, 1)
        tools.addStretch(0)
        tools.addWidget(self._extra_tools)
        tools.addWidget(self.recorder)
        tools.addWidget(self.stop)
        tools.addWidget(self.send)
        extra = QHBoxLayout(self._extra_tools)
        extra.setContentsMargins(0, 0, 0, 0)
        prompt_row = QHBoxLayout()
        prompt_row.setContentsMargins(SPACE_PX // 2, 0, SPACE_PX // 2, 0)
        prompt_row.addWidget(self.prompt)
        column = QVBoxLayout(self)
        edge = style.SHADOW_PX + _PADDING_PX
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(SPACE_PX // 2)
        column.addWidget(self.tray)
        column.addLayout(prompt_row)
        column.addLayout(tools)

    def add_tool(self, widget: QWidget) -> None:
        """Add a widget to the row of buttons, before the microphone; gone while recording."""
        self._added_tools.append(widget)
        row = self._extra_tools.layout()
        assert row is not None  # made in `_lay_out`
        row.addWidget(widget)
        self.order_tabs()

    def show_stop(self) -> None:
        """Let the send button be the stop button."""
        self.stop.hide()
        self.send.set_look("stop", Emphasis.ACCENT)
        self.send.set_name("Stop the answer", shortcut=keys_of("stop"))
        self.send.setEnabled(True)

    def show_send(self, *, enabled: bool, reason: str, queues: bool = False) -> None:
        """Let the send button send.

        Args:
            enabled: Whether it can be pressed.
            reason: Why not, or "".
            queues: The message waits until the answer has ended; that is stopped by a
                button of its own then.
        """
        keys = "Enter" if self.prompt.enter_sends else "Ctrl+Enter"
        name = "Send when the answer has ended" if queues else "Send"
        self.stop.setVisible(queues)
        self.send.set_look("queue" if queues else "send", Emphasis.ACCENT)
        self.send.set_name(name, shortcut=keys, explanation=reason)
        self.send.setEnabled(enabled)

    @Slot()
    def order_tabs(self) -> None:
        """Prompt, cards, buttons from left to right; cards come and go."""
        chain: list[QWidget] = [self.prompt]
        for card in self.tray.cards():
            chain += card.tab_stops()
        bar, turns, recorder = self.recording_bar, self.hands_free_bar, self.recorder
        chain += [self.attach, bar.cancel, bar.pause, bar.done, turns.end, turns.send]
        chain += self._added_tools
        chain += [recorder.microphone, recorder.chevron, self.stop]
        for before, after in itertools.pairwise([*chain, self.send]):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _listening_changed(self) -> None:
        for widget in (self.attach, self._extra_tools):
            widget.setVisible(not self._inputs.active)  # the meter needs the room
        self.update()

    @Slot(QWidget, QWidget)
    def _focus_changed(self, _old: QWidget | None, _new: QWidget | None) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on the card is a click on the prompt."""
        self.prompt.setFocus()
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card; its edge tells of focus and recording."""
        colours = Theme.current()
        if self._inputs.recording.active:
            line = colours.danger
        else:
            line = colours.accent if self.prompt.hasFocus() else colours.line
        edge = style.SHADOW_PX
        rect = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter = QPainter(self)
        style.paint_card(
            painter, rect, fill=colours.raised, line=line, radius=_RADIUS_PX, shadow=True
        )
