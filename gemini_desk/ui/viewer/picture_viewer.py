"""The window that shows the pictures of a conversation, one at a time. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import ElidedLabel, IconButton, claims_escape
from gemini_desk.ui.opening_size import open_at
from gemini_desk.ui.theme import SPACE_PX
from gemini_desk.ui.viewer.copy_saver import CopySaver
from gemini_desk.ui.viewer.dragged_files import DraggedFiles
from gemini_desk.ui.viewer.picture_canvas import STEP, PictureCanvas
from gemini_desk.ui.viewer.picture_loader import PictureLoader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.theme import Colours
    from gemini_desk.ui.viewer.picture_loader import Picture

_USUAL_SIZE: Final = (1000, 760)
_MOVE_PX: Final = 60


class PictureViewer(QWidget):
    """A window of its own; Esc closes it.

    Signals:
        notice: Level, text, hint.
    """

    notice = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAccessibleName("Picture")
        self._pictures: Sequence[Attachment] = ()
        self._index = 0
        self.saver = CopySaver(self)
        self.saver.notice.connect(self.notice)
        self._dragged = DraggedFiles()
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._take)
        self._loader.failed.connect(self._give_up)
        self.canvas = PictureCanvas(self)
        self.canvas.zoom_changed.connect(self._describe)
        self.canvas.grabbed.connect(self._prepare_drag)
        self.canvas.drag_wanted.connect(self._drag)
        self._name = ElidedLabel(parent=self)
        self._facts = QLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._build_header())
        layout.addWidget(self.canvas, 1)
        layout.addLayout(self._build_bar())
        self.setMinimumSize(380, 300)
        open_at(self, *_USUAL_SIZE)
        style.follow_theme(self, _window_style)

    def _build_header(self) -> QHBoxLayout:
        header = QHBoxLayout()
        header.setContentsMargins(2 * SPACE_PX, SPACE_PX, 2 * SPACE_PX, SPACE_PX)
        header.setSpacing(2 * SPACE_PX)
        self._facts.setObjectName("facts")
        header.addWidget(self._name, 1)
        header.addWidget(self._facts)
        return header

    def _build_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE_PX, SPACE_PX // 2, SPACE_PX, SPACE_PX // 2)
        bar.setSpacing(2)
        canvas = self.canvas
        self.before = self._button("chevron-left", "Picture before (Left)", lambda: self.step(-1))
        self.after = self._button("chevron-right", "Next picture (Right)", lambda: self.step(1))
        real = self._button("image", "Real size (1)", canvas.show_real_size)
        real.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        real.setText("1:1")
        buttons = (
            self.before,
            self.after,
            self._button("minus", "Smaller (-)", lambda: canvas.zoom_by(1 / STEP)),
            self._button("plus", "Larger (+)", lambda: canvas.zoom_by(STEP)),
            self._button("expand", "Fit the window (0)", canvas.fit),
            real,
            self._button("rotate", "Turn to the right (R)", lambda: canvas.turn(1)),
            self._button("copy", "Copy the picture (Ctrl+C)", self.copy),
            self._button("save", "Save a copy… (Ctrl+S)", self.save_copy),
        )
        bar.addStretch(1)
        for button in buttons:
            bar.addWidget(button)
        bar.addStretch(1)
        return bar

    def _button(self, icon_name: str, name: str, act: Callable[[], object]) -> IconButton:
        button = IconButton(icon_name, name, self)
        button.clicked.connect(lambda: act())
        return button

    # ------------------------------------------------------------------ which picture

    @property
    def current(self) -> Attachment | None:
        """The attachment that is shown."""
        return self._pictures[self._index] if self._pictures else None

    def open(self, pictures: Sequence[Attachment], current: Attachment) -> None:
        """Show `current`, which is one of `pictures`; the keys lead to the others."""
        self._pictures = pictures if current in pictures else (current,)
        # The very one: the same picture may have been sent more than once.
        places = (place for place, each in enumerate(self._pictures) if each is current)
        self._index = next(places, self._pictures.index(current))
        self._show()
        self.show()
        self.activateWindow()
        self.canvas.setFocus()

    def step(self, step: int) -> None:
        """Go to the next picture, or to the one before."""
        index = self._index + step
        if 0 <= index < len(self._pictures):
            self._index = index
            self._show()

    def close_loader(self) -> None:
        """Wait for what is being decoded: before the program ends."""
        self._loader.close()

    def _show(self) -> None:
        attachment = self.current
        if attachment is None:
            return
        picture = self._loader.request(attachment)
        self.canvas.show_picture(picture, "" if picture is not None else "Opening the picture…")
        self.before.setEnabled(self._index > 0)
        self.after.setEnabled(self._index < len(self._pictures) - 1)
        self._describe()

    def _take(self, sha256: str, picture: Picture) -> None:
        if self.current is not None and self.current.sha256 == sha256:
            self.canvas.show_picture(picture)

    def _give_up(self, sha256: str, message: str) -> None:
        if self.current is not None and self.current.sha256 == sha256:
            self.canvas.show_picture(None, message)

    def _describe(self) -> None:
        attachment, picture = self.current, self.canvas.picture
        if attachment is None:
            return
        facts: list[str] = []
        if attachment.width_px and attachment.height_px:
            facts.append(f"{attachment.width_px:,} × {attachment.height_px:,} px")
        if picture is not None:
            reduced = ", shown with fewer pixels" if picture.is_reduced else ""
            facts.append(f"{self.canvas.percent} %{reduced}")
        if len(self._pictures) > 1:
            facts.append(f"{self._index + 1} of {len(self._pictures)}")
        self._name.setText(attachment.name)
        self._facts.setText(" · ".join(facts))
        self.setWindowTitle(attachment.name)
        self.canvas.setAccessibleName(f"Picture {attachment.name}, {', '.join(facts)}")

    # ------------------------------------------------------------------ what is done with it

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        if self.canvas.picture is not None:
            QGuiApplication.clipboard().setImage(self.canvas.picture.copies[0])

    def save_copy(self) -> None:
        """Ask where to, and copy the file as it was added."""
        if self.current is not None:
            self.saver.ask(self.current)

    def _prepare_drag(self) -> None:
        if self.current is not None:
            self._dragged.prepare(self.current)

    def _drag(self) -> None:
        attachment, picture = self.current, self.canvas.picture
        if attachment is not None and picture is not None:
            self._dragged.drag(self, attachment, picture.copies[0])

    # ------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        """Claim Escape before any shortcut gets it."""
        return True if claims_escape(event) else super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From picture to picture, larger and smaller, turned, copied, saved."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save_copy()
        elif not self._act(event.key(), event.modifiers()):
            super().keyPressEvent(event)

    def _act(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        canvas = self.canvas
        moves = {
            Qt.Key.Key_Left: QPointF(_MOVE_PX, 0),
            Qt.Key.Key_Right: QPointF(-_MOVE_PX, 0),
            Qt.Key.Key_Up: QPointF(0, _MOVE_PX),
            Qt.Key.Key_Down: QPointF(0, -_MOVE_PX),
        }
        is_moving = canvas.can_move and bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        match key:
            case Qt.Key.Key_Escape:
                self.close()
            case Qt.Key.Key_Left | Qt.Key.Key_PageUp if not is_moving:
                self.step(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_PageDown | Qt.Key.Key_Space if not is_moving:
                self.step(1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Up | Qt.Key.Key_Down:
                canvas.move_by(moves[Qt.Key(key)])
            case Qt.Key.Key_Home:
                self.step(-self._index)
            case Qt.Key.Key_End:
                self.step(len(self._pictures) - 1 - self._index)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                canvas.zoom_by(STEP)
            case Qt.Key.Key_Minus:
                canvas.zoom_by(1 / STEP)
            case Qt.Key.Key_0:
                canvas.fit()
            case Qt.Key.Key_1:
                canvas.show_real_size()
            case Qt.Key.Key_R:
                canvas.turn(1)
            case _:
                return False
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the memory back."""
        self.canvas.show_picture(None)
        self._loader.forget()
        super().closeEvent(event)


def _window_style(colours: Colours) -> str:
    return (
        f"PictureViewer{{background:{colours.window}}}QLabel{{color:{colours.text}}}"
        f"QLabel#facts{{color:{colours.muted};font-size:12px}}"
    )
