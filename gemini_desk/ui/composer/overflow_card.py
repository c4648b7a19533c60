"""A message does not fit: the card that asks what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.chat.overflow import OverflowStage
from gemini_desk.ui.composer.card_above import CARD_PADDING_PX, CardAbove
from gemini_desk.ui.composer.choice_button import ChoiceButton
from gemini_desk.ui.controls import IconButton, claims_escape
from gemini_desk.ui.theme import ICON_PX, SPACE_PX, Colours
from gemini_desk.ui.writing_direction import follow_writing_direction

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from gemini_desk.ui.chat.overflow import Overflow

_SUMMARY_PX: Final = 112
_QUOTED: Final = 32  # characters of a message's first words


class OverflowCard(CardAbove):
    """Says by how much, and offers what can be done; nothing is left out before it is chosen.

    Signals:
        leave_out_requested: The model shall not read the turns that were named.
        summary_requested: The model shall summarise them.
        summary_accepted: The summary as the person left it.
        back_requested: From the summary to the choices.
        model_requested: Another model shall be chosen.
        edit_requested: The message shall go back into the composer.
        dismissed: The message shall wait.
    """

    leave_out_requested = Signal()
    summary_requested = Signal()
    summary_accepted = Signal(str)
    back_requested = Signal()
    model_requested = Signal()
    edit_requested = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage: OverflowStage | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._text = self.make_label(12)
        self._close = IconButton("close", "Let the message wait", self)
        self._close.setFixedSize(28, 28)
        self.leave_out = ChoiceButton("scissors", self)
        self.summarise = ChoiceButton("sparkle", self)
        self.model = self.make_button("Choose another model")
        self.edit = self.make_button("Edit the message")
        self.summary = QPlainTextEdit(self)
        self.summary.setAccessibleName("Summary")
        self.summary.setTabChangesFocus(True)
        self.summary.setFrameShape(QFrame.Shape.NoFrame)
        self.summary.setFixedHeight(_SUMMARY_PX)
        self.summary.setFont(style.font(13))
        follow_writing_direction(self.summary)
        self.accept = self.make_button("Send with this summary")
        self.accept.setDefault(True)
        self.back = self.make_button("Back")
        self._lay_out()
        self._connect()
        style.follow_theme(self._text, lambda colours: f"color: {colours.muted};")
        style.follow_theme(self.summary, _summary_style)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_PX)
        head.addSpacing(ICON_PX + SPACE_PX)
        head.addWidget(self.title_label, 1)
        head.addWidget(self._close)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_PX)
        foot.addWidget(self.model)
        foot.addWidget(self.edit)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.accept)
        column = QVBoxLayout(self)
        side = style.SHADOW_PX + CARD_PADDING_PX
        column.setContentsMargins(side, style.GAP_ABOVE_PX + SPACE_PX, side, CARD_PADDING_PX)
        column.setSpacing(SPACE_PX)
        column.addLayout(head)
        column.addWidget(self._text)
        for choice in (self.leave_out, self.summarise):
            column.addWidget(choice)
        column.addWidget(self.summary)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._close.clicked.connect(self.dismissed)
        self.leave_out.clicked.connect(self.leave_out_requested)
        self.summarise.clicked.connect(self.summary_requested)
        self.model.clicked.connect(self.model_requested)
        self.edit.clicked.connect(self.edit_requested)
        self.back.clicked.connect(self.back_requested)
        self.accept.clicked.connect(self._accept)

    def choices(self) -> tuple[QAbstractButton, ...]:
        """What can be chosen, in the order of Tab."""
        return (self.leave_out, self.summarise, self.model, self.edit)

    @property
    def title(self) -> str:
        """What stands at the top."""
        return self.title_label.text()

    @property
    def text(self) -> str:
        """The sentence below the title."""
        return self._text.text()

    def show_overflow(self, overflow: Overflow | None) -> None:
        """Show where the person and the application stand; None hides the card."""
        if overflow is None:
            self._stage = None
            self.hide()
            return
        self.edit.setToolTip(
            "It is changed at its place" if overflow.is_sent else "It goes back into the box below"
        )
        choosing = overflow.stage in (OverflowStage.LOOKING, OverflowStage.CHOOSING)
        self._describe(overflow)
        for choice in self.choices():
            choice.setVisible(choosing)
        ready = overflow.stage is OverflowStage.CHOOSING
        self.leave_out.setVisible(choosing and bool(overflow.left_out or not ready))
        self.summarise.setVisible(choosing and bool(overflow.left_out or not ready))
        for choice in (self.leave_out, self.summarise):
            choice.setEnabled(bool(overflow.left_out))
        for widget in (self.summary, self.accept, self.back):
            widget.setVisible(not choosing)
        done = overflow.stage is OverflowStage.SUMMARISED
        self.accept.setEnabled(done)
        self.back.setText("Back" if done else "Cancel")
        self.summary.setReadOnly(not done)
        if not choosing:
            self._show_summary(overflow)
        self.show()
        self._take_keyboard(overflow.stage)

    def _describe(self, overflow: Overflow) -> None:
        count = len(overflow.left_out)
        turns = "1 turn" if count == 1 else f"{count:,} turns"
        self._text.setVisible(True)
        match overflow.stage:
            case OverflowStage.LOOKING | OverflowStage.CHOOSING:
                self.title_label.setText("This message does not fit")
                about = "about " if overflow.is_estimate else ""
                needs = (
                    f"With the conversation it is {about}{overflow.prompt_tokens:,} tokens long; "
                    f"beside an answer, {overflow.limit_tokens:,} fit."
                )
                alone = overflow.stage is OverflowStage.CHOOSING and not count
                needs += " Even alone it is too long." if alone else ""
                self._text.setText(f"{overflow.error}\n{needs}" if overflow.error else needs)
            case OverflowStage.SUMMARISING:
                self.title_label.setText(f"Summarising {turns}…" if count else "Summarising…")
                read = f"{overflow.turns_read:,} of them are read. " if overflow.turns_read else ""
                self._text.setText(f"{read}You can change the summary before it is used.")
            case OverflowStage.SUMMARISED:
                self.title_label.setText(f"A summary of {turns}")
                self._text.setText(
                    "From now on the model reads this in their place. Change what is missing; "
                    "empty it to leave the turns out."
                )
        self.leave_out.set_texts(
            f"Leave out the oldest {turns}" if count > 1 else "Leave out the oldest turn",
            f"{_quoted(overflow)} The model does not read them any more; they stay here."
            if count else "Looking which of them…",
        )  # fmt: skip
        self.summarise.set_texts(
            "Summarise them", "The model writes a summary, which it reads in their place."
        )
        self.model.setToolTip(
            f"One whose context is larger than {overflow.context_tokens:,} tokens"
        )
        self.setAccessibleName(self.title_label.text())
        self.setAccessibleDescription(self._text.text())

    def _show_summary(self, overflow: Overflow) -> None:
        if self.summary.toPlainText() == overflow.summary:
            return
        self.summary.setPlainText(overflow.summary)
        bar = self.summary.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _take_keyboard(self, stage: OverflowStage) -> None:
        """Put the keyboard where the next step is, when the stage is a new one."""
        if stage is self._stage:
            return
        self._stage = stage
        match stage:
            case OverflowStage.LOOKING:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            case OverflowStage.CHOOSING:
                first = next(choice for choice in self.choices() if choice.isVisibleTo(self))
                first.setFocus(Qt.FocusReason.OtherFocusReason)
            case OverflowStage.SUMMARISING:
                self.back.setFocus(Qt.FocusReason.OtherFocusReason)
            case OverflowStage.SUMMARISED:
                self.summary.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _accept(self) -> None:
        self.summary_accepted.emit(self.summary.toPlainText())

    # -- Qt's events ----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Claim Escape before the window's shortcuts get it."""
        if claims_escape(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back, or lets the message wait."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._stage in (OverflowStage.SUMMARISING, OverflowStage.SUMMARISED):
            self.back_requested.emit()
        else:
            self.dismissed.emit()


def _quoted(overflow: Overflow) -> str:
    """The first words of what goes: of one turn, or from the first to the last."""
    words = [w if len(w) <= _QUOTED else f"{w[: _QUOTED - 1]}…" for w in overflow.left_out]
    if len(words) == 1:
        return f"“{words[0]}”."
    if len(words) == 2:
        return f"“{words[0]}” and “{words[1]}”."
    return f"“{words[0]}” to “{words[-1]}”."


def _summary_style(colours: Colours) -> str:
    return (
        f"QPlainTextEdit {{ background: {colours.window}; color: {colours.text}; "
        f"border: 1px solid {colours.line}; border-radius: {style.CONTROL_RADIUS_PX}px; "
        f"padding: 4px; selection-background-color: {colours.selection}; "
        f"selection-color: {colours.text}; }}"
        f"QPlainTextEdit:focus {{ border-color: {colours.accent}; }}"
    )
