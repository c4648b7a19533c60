"""The one door for errors and notices that belong to no message.

A notice appears at the top right of the conversation, goes by itself or when it is dismissed,
and is spoken by screen readers. Where there is no room for all of them, the older ones wait.
The same notice again within a few seconds is counted, not stacked. GUI thread only, except
`Notifications.post`.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from gemini_desk.errors import GeminiDeskError
from gemini_desk.ui.announcing import announce
from gemini_desk.ui.notice import Level, Notice
from gemini_desk.ui.notice_room import TOP_PX, NoticeRoom, Room
from gemini_desk.ui.resize_watcher import ResizeWatcher
from gemini_desk.ui.style import SHADOW_PX
from gemini_desk.ui.theme import SPACE_PX
from gemini_desk.ui.toast import TOAST_PX, Toast

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

MAX_TOASTS: Final = 4
REPEAT_WITHIN_S: Final = 10.0


class Notifications(QObject):
    """Shows notices over a window.

    Signals:
        shown: Each `Notice` that was put in sight.
    """

    shown = Signal(object)
    _posted = Signal(object)

    def __init__(self, window: QWidget, report: Callable[[], str]) -> None:
        """Show notices over `window`.

        Args:
            window: Where they appear.
            report: Makes the text that “Copy details” adds to the notice's own.
        """
        super().__init__(window)
        self._window = window
        self._report = report
        self._toasts: list[Toast] = []
        self._room: NoticeRoom | None = None
        self._posted.connect(self._show_posted)
        ResizeWatcher(window).resized.connect(self._place)

    def keep_within(self, room: NoticeRoom) -> None:
        """Show notices in this part of the window alone."""
        self._room = room
        room.changed.connect(self._place)

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """What is in sight or waits for room, newest first."""
        return tuple(self._toasts)

    def post(self, notice: Notice) -> None:
        """Show `notice` as soon as the GUI thread can. Callable from any thread."""
        self._posted.emit(notice)

    def info(self, text: str, hint: str = "") -> None:
        """Tell of something that went well or that is worth knowing."""
        self.show_notice(Notice(Level.INFO, text, hint))

    def warning(self, text: str, hint: str = "") -> None:
        """Tell of something that needs an eye."""
        self.show_notice(Notice(Level.WARNING, text, hint))

    def error(self, error: GeminiDeskError | str, hint: str = "", *, details: str = "") -> None:
        """Tell of something that failed."""
        if isinstance(error, GeminiDeskError):
            notice = Notice(Level.ERROR, error.message, error.hint or hint, details=details)
        else:
            notice = Notice(Level.ERROR, error, hint, details=details)
        self.show_notice(notice)

    def show_notice(self, notice: Notice) -> None:
        """Put `notice` in sight, or count it on the one that says the same."""
        now_s = time.monotonic()
        for toast in self._toasts:
            if toast.notice.same_as(notice) and now_s - toast.shown_at_s < REPEAT_WITHIN_S:
                toast.repeat()
                return
        toast = Toast(notice, self._window)
        toast.dismissed.connect(self._remove)
        toast.copy_requested.connect(self._copy)
        toast.resized.connect(self._place)
        self._toasts.insert(0, toast)
        while len(self._toasts) > MAX_TOASTS:
            passing = [each for each in self._toasts[1:] if not each.notice.stays]
            (passing or self._toasts)[-1].dismiss()
        toast.show()
        self._place()
        self._announce(notice)
        self.shown.emit(notice)

    def show_progress(self, notice: Notice, text: str, fraction: float) -> None:
        """Say on a notice in sight how far the work is; nothing if it has gone already.

        Args:
            notice: The one that was shown.
            text: Stands in place of its hint. Screen readers find it there, and are not told.
            fraction: From 0.0 to 1.0.
        """
        for toast in self._toasts:
            if toast.notice is notice:
                toast.show_progress(text, fraction)

    def dismiss(self, notice: Notice) -> None:
        """Take a notice away that has become pointless; nothing if it has gone already."""
        for toast in tuple(self._toasts):
            if toast.notice is notice:
                toast.dismiss()

    def dismiss_newest(self) -> None:
        """Take the newest notice away."""
        if self._toasts:
            self._toasts[0].dismiss()

    def act_on_newest(self) -> None:
        """Do what the newest notice with an action offers."""
        for toast in self._toasts:
            if toast.notice.action is not None:
                toast.act()
                return

    # -- what toasts tell -------------------------------------------------------------

    @Slot(object)
    def _show_posted(self, notice: Notice) -> None:
        self.show_notice(notice)

    @Slot(object)
    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    @Slot(object)
    def _copy(self, notice: Notice) -> None:
        texts = (notice.text, notice.hint, notice.details, self._report())
        QGuiApplication.clipboard().setText("\n\n".join(text for text in texts if text))

    @Slot()
    def _place(self) -> None:
        whole = Room(self._window.rect().adjusted(0, TOP_PX, 0, 0))
        area, from_bottom = self._room.room() if self._room else whole
        total_px = min(TOAST_PX, area.width() - 2 * SPACE_PX) + 2 * SHADOW_PX
        left = area.right() + 1 - total_px - SPACE_PX + SHADOW_PX
        used_px = 0
        for place, toast in enumerate(self._toasts):
            height_px = toast.heightForWidth(total_px)
            card_px = height_px - 2 * SHADOW_PX
            # The newest is seen in any case.
            toast.setVisible(place == 0 or used_px + card_px <= area.height())
            top = area.top() + used_px
            if from_bottom:
                top = area.bottom() + 1 - used_px - card_px
            toast.setGeometry(left, top - SHADOW_PX, total_px, height_px)
            toast.raise_()
            used_px += card_px + SPACE_PX

    def _announce(self, notice: Notice) -> None:
        text = f"{notice.text} {notice.hint}".strip()
        announce(self._window, text, urgent=notice.level is Level.ERROR)
