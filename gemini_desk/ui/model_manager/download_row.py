"""One download: bar, amount, speed, time left, what can be done. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gemini_desk.errors import AccessDeniedError, LicenceNeededError
from gemini_desk.ui import style
from gemini_desk.ui.controls import ElidedLabel, IconButton
from gemini_desk.ui.icons import icon
from gemini_desk.ui.model_manager.download_state import DownloadStage
from gemini_desk.ui.model_manager.token_form import TokenForm
from gemini_desk.ui.model_state import model_label
from gemini_desk.ui.model_status import LoadBar
from gemini_desk.ui.theme import SPACE_PX, Colours

if TYPE_CHECKING:
    from gemini_desk.ui.model_manager.download_controller import DownloadController
    from gemini_desk.ui.model_manager.download_state import DownloadState

_EDGE_PX = 12

# What the first button does, by stage: icon, name.
_MAIN = {
    DownloadStage.QUEUED: ("pause", "Pause"),
    DownloadStage.RUNNING: ("pause", "Pause"),
    DownloadStage.STOPPING: ("pause", "Pause"),
    DownloadStage.PAUSED: ("play", "Resume"),
    DownloadStage.FAILED: ("retry", "Try again"),
    DownloadStage.DONE: ("check", "Verified"),
}


class DownloadRow(QWidget):
    """Shows one download of `controller`, as long as there is one.

    Signals:
        load_requested: The hub id of the model that is here and wanted.
        cancel_requested: The hub id of the download that is to be given up: ask first.
    """

    load_requested = Signal(str)
    cancel_requested = Signal(str)

    def __init__(
        self,
        controller: DownloadController,
        repo_id: str,
        parent: QWidget | None = None,
        *,
        in_menu: bool = True,
    ) -> None:
        """Show it.

        Args:
            controller: The downloads.
            repo_id: Which of them.
            parent: Owner.
            in_menu: It stands by itself, not below the buttons of its model.
        """
        super().__init__(parent)
        self._controller = controller
        self._repo_id = repo_id
        self._in_menu = in_menu
        self._stage: DownloadStage | None = None
        name = model_label(repo_id)
        self._name = ElidedLabel(name, self)
        self._name.setFont(style.font(13, weight=QFont.Weight.DemiBold))
        self._words = QLabel(self)
        self._words.setFont(style.font(12))
        self._problem = QLabel(self)
        self._problem.setFont(style.font(12))
        for label in (self._words, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        style.follow_theme(self._words, _muted)
        style.follow_theme(self._problem, _danger)
        self._bar = LoadBar(self, word="Downloading")
        self._main = IconButton("pause", "Pause", self)
        self._main.clicked.connect(self._act)
        self._load = QPushButton("Load", self)
        self._load.setFont(style.font(13))
        self._load.setAutoDefault(False)
        self._load.setAccessibleName(f"Load {name}")
        self._load.clicked.connect(lambda: self.load_requested.emit(repo_id))
        style.follow_theme(self._load, style.button_style)
        self._cancel = IconButton("close", f"Cancel the download of {name}", self)
        self._cancel.clicked.connect(self._ask_to_cancel)
        self._form = TokenForm(self)
        self._form.given.connect(self._give_token)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._name, 1)
        head.addSpacing(SPACE_PX)  # a name that is cut ends before the button, not at it
        for button in (self._load, self._main, self._cancel):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*((_EDGE_PX, 0, 4, SPACE_PX) if in_menu else (0, 0, 0, 0)))
        column.setSpacing(2)
        column.addLayout(head)
        # Below the buttons, the whole width: a line that breaks as its numbers grow would jump.
        for widget in (self._words, self._bar, self._problem, self._form):
            column.addWidget(widget)
        controller.changed.connect(self._on_changed)
        self._on_changed(repo_id)

    @property
    def repo_id(self) -> str:
        """Which model it is about."""
        return self._repo_id

    def focus_button(self) -> None:
        """Put the keyboard on what can be done with it first."""
        button = self._load if self._load.isVisibleTo(self) else self._main
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_changed(self, repo_id: str) -> None:
        if repo_id == self._repo_id and (state := self._controller.state(repo_id)) is not None:
            self._show(state)

    def _show(self, state: DownloadState) -> None:
        name = model_label(self._repo_id)
        self._words.setText(state.words)
        self.setAccessibleName(f"Download of {name}: {state.words}")
        if state.stage is not self._stage:
            icon_name, action = _MAIN[state.stage]
            self._main.setIcon(icon(icon_name))
            self._main.setToolTip(action)
            self._main.setAccessibleName(f"{action}: {name}")
            cancel = "Take off this list" if state.stage is DownloadStage.DONE else "Cancel"
            self._cancel.setToolTip(cancel)
            self._cancel.setAccessibleName(f"{cancel}: {name}")
        self._stage = state.stage
        stopping = state.stage is DownloadStage.STOPPING
        self._main.setEnabled(not stopping)
        self._cancel.setEnabled(not stopping)
        done = state.stage is DownloadStage.DONE
        self._bar.setVisible(not done)
        self._main.setVisible(not done)
        self._load.setVisible(done and self._in_menu)
        self._bar.set_fraction(state.fraction)
        error = state.error if state.stage is DownloadStage.FAILED else None
        self._problem.setText(str(error) if error is not None else "")
        self._problem.setVisible(error is not None)
        self._form.setVisible(isinstance(error, AccessDeniedError))
        self._form.set_page(error.page if isinstance(error, LicenceNeededError) else "")

    @Slot()
    def _act(self) -> None:
        match self._stage:
            case DownloadStage.QUEUED | DownloadStage.RUNNING:
                self._controller.pause(self._repo_id)
            case DownloadStage.PAUSED | DownloadStage.FAILED:
                self._controller.download(self._repo_id)
            case _:
                pass

    @Slot()
    def _ask_to_cancel(self) -> None:
        if self._stage is DownloadStage.DONE:
            self._controller.cancel(self._repo_id, keep=True)
        else:
            self.cancel_requested.emit(self._repo_id)

    @Slot(str)
    def _give_token(self, token: str) -> None:
        self._controller.give_token(self._repo_id, token)


def _muted(colours: Colours) -> str:
    return f"color: {colours.muted};"


def _danger(colours: Colours) -> str:
    return f"color: {colours.danger};"
