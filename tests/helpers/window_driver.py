"""Leads a real window through steps, in the window's own process, and keeps pictures of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from gemini_desk.app import Desk
    from gemini_desk.ui.conversation.views.notice_view import NoticeView

TIMEOUT_S = 120.0


class WindowDriver:
    """What the steps of a walk are made of.

    Attributes:
        desk: The application.
        found: What happened, for who looks at it afterwards.
    """

    def __init__(self, desk: Desk, pictures: Path | None) -> None:
        self.desk = desk
        self.found: dict[str, Any] = {}
        self._pictures = pictures
        self._count = 0

    def dialog(self, kind: str) -> QDialog:
        """The open dialog of the class of this name, once there is one."""
        from PySide6.QtWidgets import QDialog

        def found() -> list[QDialog]:
            return [
                each
                for each in self.desk.window.findChildren(QDialog)
                if type(each).__name__ == kind and each.isVisible()
            ]

        self.until(lambda: bool(found()), kind)
        return found()[-1]

    def notice_with_remedies(self) -> NoticeView:
        """What is said in the conversation of a lack of memory, once it is."""
        from gemini_desk.ui.conversation.views.notice_view import NoticeView

        def notices() -> list[NoticeView]:
            views = self.desk.window.findChildren(NoticeView)
            return [each for each in views if each.isVisible() and each._remedies]

        self.until(lambda: bool(notices()), "what is said of the memory")
        (notice,) = notices()
        return notice

    def ask(self, text: str) -> str:
        """Send a message; the text of the answer."""
        desk = self.desk
        ended: list[Any] = []
        desk.messages.answer_ended.connect(ended.append)
        desk.composer.restore_draft(text)
        self.wait_for(desk.messages.answer_ended, desk.composer.submit)
        desk.messages.answer_ended.disconnect(ended.append)
        return str(ended[-1].message.text)

    def wait_for(self, signal: Any, begin: Callable[[], object]) -> None:
        """Call `begin`, and wait for the signal."""
        came: list[bool] = []

        def note(*_: object) -> None:
            came.append(True)

        signal.connect(note)
        begin()
        self.until(lambda: bool(came), str(signal))
        signal.disconnect(note)

    def until(self, met: Callable[[], bool], what: str) -> None:
        """Let the window work until the condition is met."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

        deadline = QDeadlineTimer(int(TIMEOUT_S * 1000))
        while not met():
            if deadline.hasExpired():
                self.picture("stuck")
                raise TimeoutError(f"{what} did not come; so far: {self.found}")
            loop = QEventLoop()
            QTimer.singleShot(20, loop.quit)
            loop.exec()

    def picture(self, name: str) -> None:
        """Keep a picture of what stands in front."""
        if self._pictures is None:
            return
        from PySide6.QtCore import QEventLoop, QTimer
        from PySide6.QtWidgets import QApplication

        loop = QEventLoop()
        QTimer.singleShot(900, loop.quit)  # what moves comes to rest
        loop.exec()
        self._count += 1
        widget = QApplication.activeModalWidget() or self.desk.window
        widget.grab().save(str(self._pictures / f"{self._count:02}-{name}.png"))
