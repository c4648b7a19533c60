"""What the model at hand cannot do, said plainly. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.icons import icon, paint_icon
from gemini_desk.ui.model_state import ModelPhase
from gemini_desk.ui.theme import SPACE_PX, Colours, Theme

if TYPE_CHECKING:
    from gemini_desk.engine.events import Capabilities

STARTER_NOTE: Final = "The built-in starter is tiny."
BEYOND_NOTE: Final = "For more than that, download a model."
NO_MODEL_NOTE: Final = "No model is loaded. Choose one at the top right (Ctrl+M)."
_ICON_PX: Final = 18


class ModelNote(QFrame):
    """A quiet card with a note and a button.

    Signals:
        recommended_requested: The person wants to see the model that is recommended here.
        help_requested: The person wants to know how to get another model.
    """

    recommended_requested = Signal()
    help_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._starter = True
        self._limited = False
        self._abilities = ""
        self._phase = ModelPhase.LOADING
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # a checkpoint may say anything
        self._text.setWordWrap(True)
        self._text.setFont(style.font(13))
        style.follow_theme(self._text, lambda colours: f"color: {colours.muted};")
        self._recommended = QPushButton(self)
        self._recommended.setAccessibleName("See the recommended model")
        self._recommended.setFont(style.font(13))
        self._recommended.setIcon(icon("sparkle", colour="accent"))
        self._recommended.setCursor(Qt.CursorShape.PointingHandCursor)
        self._recommended.clicked.connect(self.recommended_requested)
        self._recommended.hide()
        style.follow_theme(self._recommended, style.button_style)
        self._help = QPushButton("How to get one", self)  # Tab comes here second
        self._help.setFont(style.font(13))
        self._help.setAccessibleName("How to get a downloaded model")
        self._help.setCursor(Qt.CursorShape.PointingHandCursor)
        self._help.clicked.connect(self.help_requested)
        style.follow_theme(self._help, _link_style)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE_PX + _ICON_PX + 12, 14, 2 * SPACE_PX, 12)
        layout.setSpacing(4)
        layout.addWidget(self._text)
        layout.addSpacing(4)
        layout.addWidget(self._recommended, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._help, 0, Qt.AlignmentFlag.AlignLeft)
        Theme.changes().changed.connect(self.update)
        self._refresh()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def set_recommended(self, name: str, why: str) -> None:
        """Offer the model that is recommended on this machine.

        Args:
            name: What people call it; "" for none.
            why: What it needs and what there is, a sentence.
        """
        self._recommended.setText(f" {name} fits this machine…")  # a space from the icon
        self._recommended.setToolTip(why)
        self._recommended.setAccessibleName(f"See the recommended model. {why}")
        self._recommended.setVisible(bool(name))

    def set_model(self, capabilities: Capabilities | None, *, starter: bool) -> None:
        """Say what the model at hand has learned, if it has learned a few things only.

        Args:
            capabilities: What it takes and what its makers say that it can do; None while it loads.
            starter: Whether it is the built-in starter.
        """
        self._starter = starter
        self._limited = capabilities is not None and capabilities.skills is not None
        self._abilities = "" if capabilities is None else capabilities.abilities
        self._refresh()

    def set_phase(self, phase: ModelPhase) -> None:
        """Where the model at hand stands."""
        self._phase = phase
        self._refresh()

    def _refresh(self) -> None:
        missing = self._phase in (ModelPhase.UNLOADED, ModelPhase.FAILED)
        opening = STARTER_NOTE if self._starter else ""
        said = " ".join(filter(None, (opening, self._abilities, BEYOND_NOTE)))
        self._text.setText(NO_MODEL_NOTE if missing else said)
        self.setVisible(missing or self._starter or self._limited)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and its icon."""
        colours = Theme.current()
        painter = QPainter(self)
        card = QRectF(self.rect())
        style.paint_card(painter, card, fill=colours.code, line=colours.line, radius=12)
        mark = QRectF(2 * SPACE_PX, 14, _ICON_PX, _ICON_PX)
        paint_icon(painter, "info", mark, colour="muted")
        painter.end()


def _link_style(colours: Colours) -> str:
    return f"""
        QPushButton {{ border: 1px solid transparent; border-radius: 4px; padding: 2px 0;
            background: transparent; color: {colours.link}; text-align: left; outline: none; }}
        QPushButton:hover {{ text-decoration: underline; }}
        QPushButton:focus {{ border-color: {colours.accent}; }}
    """
