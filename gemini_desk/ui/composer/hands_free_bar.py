"""What the card shows while it listens for spoken turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.composer.hands_free import HandsFree, HandsFreeState
from gemini_desk.ui.composer.level_history import LevelHistory
from gemini_desk.ui.composer.live_meter import LiveMeter
from gemini_desk.ui.composer.round_button import Emphasis, RoundButton
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import SPACE_PX

if TYPE_CHECKING:
    from gemini_desk.media.turn import TurnPhase


class HandsFreeBar(LiveMeter):
    """Follows what is heard while it can be seen.

    Signals:
        end_requested: Listen no more.
        send_requested: The turn has ended, whatever follows.
    """

    end_requested = Signal()
    send_requested = Signal()

    def __init__(self, hands_free: HandsFree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hands_free = hands_free
        self._said = ""
        self.end = RoundButton("close", "End hands-free", parent=self)
        self.end.set_name("End hands-free", shortcut="Esc")
        self.end.clicked.connect(self.end_requested)
        self.levels = LevelHistory(self)
        self.phase = QLabel(self)
        self.phase.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        self.phase.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.phase.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.send = RoundButton(
            "check", "Send what was said now", emphasis=Emphasis.PLAIN, parent=self
        )
        self.send.clicked.connect(self.send_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_PX // 2)
        row.addWidget(self.end)
        row.addWidget(self.levels, 1)
        row.addSpacing(SPACE_PX // 2)
        row.addWidget(self.phase)
        row.addWidget(self.send)

    def begin(self) -> None:
        """Start with an empty meter."""
        self.levels.clear()
        self._said = ""
        self.refresh()

    def refresh(self) -> None:
        """Show whether somebody is heard."""
        hearing = self._hands_free.hearing
        if self._hands_free.state is not HandsFreeState.ON or hearing is None:
            opening = self._hands_free.state is HandsFreeState.STARTING
            self._show("Opening…" if opening else "Ending…", "muted", spoken=False)
            return
        from gemini_desk.media.turn import TurnPhase  # the first sound has brought it

        phase: TurnPhase = hearing.phase
        live = phase in (TurnPhase.HEARING, TurnPhase.PAUSING)
        self.levels.set_colour("danger" if live else "muted")
        self.levels.add(hearing.level.rms_dbfs)
        match phase:
            case TurnPhase.LISTENING:
                self._show("Listening…", "muted", spoken=False)
            case TurnPhase.HEARING:
                self._show("Hearing you", "danger", spoken=True)
            case TurnPhase.PAUSING:
                self._show(f"Sends in {hearing.ends_in_s:.1f} s", "text", spoken=True)
            case TurnPhase.MUTED:
                self._show("Waiting: sound plays", "muted", spoken=False)

    def _show(self, text: str, colour: str, *, spoken: bool) -> None:
        self.send.setEnabled(spoken)
        self.phase.setText(text)
        self.phase.setStyleSheet(f"color: {colour_of(colour).name()};")
        name = text.split(" in ")[0]
        if name != self._said:
            self._said = name
            self.phase.setAccessibleName(name)
            announce(self, name)
