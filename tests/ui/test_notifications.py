"""Notices: what is seen, how long, and what the exception hooks send."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from gemini_desk.errors import StorageError
from gemini_desk.ui import exception_hooks
from gemini_desk.ui.notice import Level, Notice, NoticeAction
from gemini_desk.ui.notifications import MAX_TOASTS, Notifications

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def notifications(window: QWidget) -> Notifications:
    return Notifications(window, lambda: "versions and device")


def texts(notifications: Notifications) -> list[str]:
    return [toast.notice.text for toast in notifications.toasts]


def test_what_finds_no_room_waits_until_there_is_some(
    notifications: Notifications, window: QWidget, qtbot: QtBot
) -> None:
    window.resize(600, 240)
    for number in range(4):
        notifications.error(f"{number} {'long ' * 40}", "Do that.")
    newest, *_, oldest = notifications.toasts
    assert newest.isVisible()
    assert not oldest.isVisible()
    window.resize(600, 1200)
    qtbot.waitUntil(oldest.isVisible)


def test_the_newest_stands_on_top_and_all_stay_inside(
    notifications: Notifications, window: QWidget, qtbot: QtBot
) -> None:
    notifications.info("One")
    notifications.warning("Two", "Do this.")
    notifications.error("Three " * 40, "Do that.")
    assert [text[:3] for text in texts(notifications)] == ["Thr", "Two", "One"]
    for size in ((900, 600), (360, 480)):
        window.resize(*size)
        qtbot.waitUntil(lambda size=size: window.width() == size[0])
        tops = [toast.geometry().top() for toast in notifications.toasts]
        assert tops == sorted(tops)
        for toast in notifications.toasts:
            card = toast.geometry().adjusted(8, 8, -8, -8)
            assert 0 <= card.left() < card.right() <= window.width()


def test_an_error_stays_and_anything_else_goes(notifications: Notifications) -> None:
    assert Notice(Level.ERROR, "x").timeout_ms == 0
    assert 4_000 < Notice(Level.INFO, "Saved").timeout_ms < 6_000
    undo = NoticeAction("Undo", lambda: None)
    assert Notice(Level.INFO, "Deleted", action=undo).timeout_ms >= 10_000
    notifications.info("Saved")
    (toast,) = notifications.toasts
    toast._timer.timeout.emit()
    assert not notifications.toasts


def test_it_waits_while_someone_reads(notifications: Notifications) -> None:
    notifications.info("Saved")
    (toast,) = notifications.toasts
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))  # wherever the mouse was left
    assert toast._timer.isActive()
    QApplication.sendEvent(toast, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not toast._timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()
    toast.dismiss()


def test_the_same_again_is_counted_not_stacked(notifications: Notifications) -> None:
    for _ in range(50):
        notifications.error("The disk is full.", "Free some space.")
    (toast,) = notifications.toasts
    assert toast._text.text() == "The disk is full. (× 50)"
    notifications.error("The disk is full.", "Another hint.")
    assert len(notifications.toasts) == 2


def test_a_flood_keeps_the_newest(notifications: Notifications) -> None:
    for number in range(20):
        notifications.warning(f"Notice {number}")
    assert texts(notifications) == [f"Notice {19 - number}" for number in range(MAX_TOASTS)]
    while notifications.toasts:
        notifications.dismiss_newest()


def test_a_notice_tells_how_far_the_work_is(notifications: Notifications) -> None:
    notice = Notice(Level.INFO, "trip.pdf is being written.", stays=True)
    notifications.show_notice(notice)
    (toast,) = notifications.toasts
    before_px = toast.height()
    notifications.show_progress(notice, "1,200 of 5,000 messages", 0.24)
    assert toast.height() > before_px, "there is room for it"
    assert toast.accessibleName() == "info: trip.pdf is being written. 1,200 of 5,000 messages"
    picture = toast.grab().toImage()
    notifications.show_progress(notice, "1,200 of 5,000 messages", 0.9)
    assert toast.grab().toImage() != picture, "the bar is longer"
    notifications.dismiss(notice)
    notifications.show_progress(notice, "5,000 of 5,000 messages", 1.0)
    assert notifications.toasts == ()


def test_an_action_runs_once_and_its_notice_goes(
    notifications: Notifications, qtbot: QtBot
) -> None:
    done: list[str] = []
    for name in ("a", "b"):
        action = NoticeAction("Undo", lambda name=name: done.append(name))
        notifications.show_notice(Notice(Level.INFO, "Deleted", action=action))
    assert len(notifications.toasts) == 2  # each can be undone
    button = notifications.toasts[1].findChild(QPushButton)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    notifications.act_on_newest()
    assert done == ["a", "b"]
    assert not notifications.toasts


def test_escape_dismisses_the_notice_that_has_the_focus(
    notifications: Notifications, qtbot: QtBot
) -> None:
    notifications.error("No.")
    button = notifications.toasts[0].findChild(QPushButton)
    assert button is not None
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Escape)
    assert not notifications.toasts


def test_details_hold_the_notice_and_the_report(notifications: Notifications, qtbot: QtBot) -> None:
    notifications.error(StorageError("The disk is full.", hint="Free some."), details="trace")
    copy = next(
        button
        for button in notifications.toasts[0].findChildren(QPushButton)
        if button.text() == "Copy details"
    )
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().split("\n\n") == [
        "The disk is full.", "Free some.", "trace", "versions and device",
    ]  # fmt: skip


def test_markup_is_shown_and_not_obeyed(notifications: Notifications) -> None:
    notifications.warning("<b>bold</b>")
    assert notifications.toasts[0]._text.textFormat() == Qt.TextFormat.PlainText
    notifications.dismiss_newest()


# -- hooks --------------------------------------------------------------------------------


@pytest.fixture
def hooked(notifications: Notifications) -> Iterator[Notifications]:
    before = sys.excepthook, threading.excepthook
    exception_hooks.install(notifications)
    yield notifications
    exception_hooks.uninstall()
    sys.excepthook, threading.excepthook = before


def test_a_defect_is_shown_with_its_traceback(
    hooked: Notifications, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble() -> None:
        raise KeyError(written)

    written = "a secret prompt"
    with qtbot.waitSignal(hooked.shown):
        try:
            stumble()
        except KeyError as error:  # as PySide6 does for slots
            sys.excepthook(KeyError, error, error.__traceback__)
    (toast,) = hooked.toasts
    assert "KeyError" in toast.notice.text
    assert "secret" not in toast.notice.text + toast.notice.details
    assert toast.notice.details.endswith("KeyError")
    assert "in stumble" in toast.notice.details
    assert "nobody caught" in caplog.text


def test_a_defect_on_a_thread_arrives_on_the_gui_thread(
    hooked: Notifications, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise StorageError("The disk is full.", hint="Free some.")

    shown_on: list[threading.Thread] = []
    hooked.shown.connect(lambda _notice: shown_on.append(threading.current_thread()))
    thread = threading.Thread(target=fail)
    with qtbot.waitSignal(hooked.shown):
        thread.start()
    thread.join()
    assert shown_on == [threading.main_thread()]
    assert texts(hooked) == ["The disk is full."]


def test_ctrl_c_is_no_defect(hooked: Notifications, capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not hooked.toasts
    assert "KeyboardInterrupt" in capsys.readouterr().err
