"""The real window with a week's work in it, played through scene by scene and photographed.

A scene is a generator: it does something with `Stage` and yields when the window shall come to
rest, or yields a function that must become true first. What it leaves on the screen is taken in
each theme, menus and dialogs at their place in front of the window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEventLoop, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QMenu, QWidget

from gemini_desk.ui.conversation.find.find_bar import FindBar
from gemini_desk.ui.popover import Popover
from gemini_desk.ui.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.app import Desk

Steps = Iterator[Callable[[], bool] | None]
Scene = Callable[["Stage"], Steps]

_REST_MS: Final = 450
_TIMEOUT_S: Final = 120.0


class Stage:
    """The desk, and the hands that play on it."""

    def __init__(self, desk: Desk, folder: Path, scratch: Path) -> None:
        """Play on a desk that has started; pictures go into `folder`, the rest into `scratch`."""
        self.desk = desk
        self.window = desk.window
        self.pane = desk.pane
        self.folder = folder
        self.scratch = scratch

    def play(self, scene: Scene) -> None:
        """Play a scene to its end."""
        for wanted in scene(self):
            if wanted is not None:
                self.wait_until(wanted)
            self.rest()

    def take(self, name: str) -> list[str]:
        """Photograph what is on the screen, light and dark; returns the names of the files."""
        names = []
        for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            Theme.apply(choice)
            self.rest()
            names.append(f"{name}-{choice.value}.png")
            _photograph().save(str(self.folder / names[-1]))
        Theme.apply(ThemeChoice.LIGHT)
        return names

    def clear(self) -> None:
        """Close what stands in front of the window, and what lies over the conversation."""
        for _ in range(8):
            in_front = [w for w in _shown() if w is not self.window]
            if not in_front:
                break
            in_front[-1].close()
            self.rest(60)
        for toast in self.window.notifications.toasts:
            toast.dismiss()
        for panel in self.window.findChildren(Popover):
            panel.close_panel()
        for bar in self.window.findChildren(FindBar):
            bar.closed.emit()
        for line in self.window.findChildren(QLineEdit):
            if line.accessibleName() == "Search conversations":
                line.clear()
        self.window.sidebar.end_search()
        self.window.sidebar.show_list()
        self.desk.composer.take_draft()
        self.window.activateWindow()
        self.desk.conversations.open_new()
        self.rest(100)

    def do(self, action: str) -> None:
        """Trigger an action of the window once this has returned: it may run a loop of its own."""
        self.later(self.window.action(action).trigger)

    def later(self, function: Callable[[], Any]) -> None:
        """Call when the event loop turns again: for what opens a menu or a modal dialog."""
        QTimer.singleShot(0, function)

    def type(self, text: str) -> None:
        """Type into what has the keyboard."""
        QTest.keyClicks(self.focus(), text)

    def press(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        within: QWidget | None = None,
    ) -> None:
        """Press a key in what has the keyboard, or in a widget."""
        focus = within or self.focus()
        self.later(lambda: QTest.keyClick(focus, key, modifiers))

    def focus(self) -> QWidget:
        """What has the keyboard: an open menu, else the focused widget."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget with the left button, in its middle."""
        place = at if at is not None else widget.rect().center()
        self.later(
            lambda: QTest.mouseClick(
                widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
            )
        )

    def find(self, kind: str, name: str = "", within: QWidget | None = None) -> QWidget:
        """The first visible widget of a class whose accessible name or text contains `name`."""
        roots = [within] if within is not None else _shown()[::-1]
        for root in roots:
            for child in root.findChildren(QWidget):
                if child.isVisible() and any(c.__name__ == kind for c in type(child).__mro__):
                    text = child.text() if isinstance(child, QAbstractButton) else ""
                    if name.lower() in f"{child.accessibleName()} {text}".lower():
                        return child
        raise LookupError(f"no visible {kind} {name!r}")

    def choose(self, text: str) -> None:
        """Choose an entry of the open menu."""
        menu = next(w for w in reversed(_shown()) if isinstance(w, QMenu))
        actions = menu.actions()
        titles = [action.text().replace("&", "").lower() for action in actions]
        found = next((i for i, title in enumerate(titles) if text.lower() in title), None)
        if found is None:
            raise LookupError(f"{text!r} is not in {titles}")
        menu.setActiveAction(actions[found])
        is_menu = actions[found].menu() is not None
        key = Qt.Key.Key_Right if is_menu else Qt.Key.Key_Return
        self.later(lambda: QTest.keyClick(menu, key))

    def open(self, title: str) -> Steps:
        """Open the newest conversation with this title."""
        listing = self.desk.organisation.listing
        summary = next(it for it in listing.conversations if it.title == title)
        self.window.conversation_selected.emit(summary.id)
        yield lambda: self.desk.open_conversation.conversation.id == summary.id
        yield None

    def message_with(self, words: str) -> str:
        """Id of the first message of the open branch that contains these words."""
        branch = self.desk.open_conversation.conversation.branch()
        return next(version.id for version in branch if words in version.message.text)

    def find_line(self, within: QWidget) -> QLineEdit:
        """The line to type into."""
        line = self.find("QLineEdit", within=within)
        assert isinstance(line, QLineEdit)
        return line

    def sees(self, kind: str) -> Callable[[], bool]:
        """Whether a widget of a class is on the screen, for a scene to wait for."""

        def found() -> bool:
            try:
                return bool(self.find(kind))
            except LookupError:
                return False

        return found

    def in_front(self) -> list[QWidget]:
        """The dialogs and menus in front of the window; the window if there are none."""
        return [w for w in _shown() if w is not self.window] or [self.window]

    def join(self, names: Sequence[str], name: str) -> None:
        """Put pictures side by side into one file."""
        images = [QImage(str(self.folder / each)) for each in names]
        sheet = QImage(
            sum(image.width() + 12 for image in images),
            max(image.height() for image in images), QImage.Format.Format_RGB32,
        )  # fmt: skip
        sheet.fill(Qt.GlobalColor.gray)
        painter, left = QPainter(sheet), 0
        for image in images:
            image.setDevicePixelRatio(1)
            painter.drawImage(left, 0, image)
            left += image.width() + 12
        painter.end()
        sheet.save(str(self.folder / name))

    def dialog(self) -> QDialog:
        """The dialog in front."""
        return next(w for w in reversed(_shown()) if isinstance(w, QDialog))

    def rest(self, milliseconds: int = _REST_MS) -> None:
        """Let the window work for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def wait_until(self, wanted: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        end = time.monotonic() + _TIMEOUT_S
        while not wanted():
            if time.monotonic() > end:
                raise TimeoutError("what the scene waits for did not come")
            self.rest(30)


def _shown() -> list[QWidget]:
    """The windows that are seen, what is in front last."""
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and not w.size().isEmpty()]
    return sorted(tops, key=_depth)


def _depth(widget: QWidget) -> tuple[bool, int]:
    depth, parent = 0, widget.parentWidget()
    while parent is not None:
        depth, parent = depth + 1, parent.window().parentWidget()
    return bool(widget.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup), depth


def _photograph() -> QImage:
    shown = _shown()
    frame = QRect()
    for widget in shown:
        frame = frame.united(QRect(widget.mapToGlobal(QPoint()), widget.size()))
    ratio = shown[0].devicePixelRatioF()
    image = QImage(QSize(frame.size() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.gray)
    painter = QPainter(image)
    for widget in shown:
        painter.drawPixmap(widget.mapToGlobal(QPoint()) - frame.topLeft(), widget.grab())
    painter.end()
    return image
