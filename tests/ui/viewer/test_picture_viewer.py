"""One picture, large: zoom, pan, turn, from one to the next; away from the GUI thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desk.chat.message import Message
from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
from gemini_desk.ui.conversation.pane import ConversationPane
from gemini_desk.ui.conversation.segments import Images
from gemini_desk.ui.conversation.views.images_view import ImagesView
from gemini_desk.ui.viewer import picture_loader
from gemini_desk.ui.viewer.dragged_files import DraggedFiles, usable_name
from gemini_desk.ui.viewer.picture_viewer import PictureViewer
from tests.ui.conversation.gallery import picture, version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.attachment import Attachment


@pytest.fixture
def viewer(qtbot: QtBot) -> Iterator[PictureViewer]:
    made = PictureViewer()
    made.resize(800, 600)
    qtbot.addWidget(made)
    yield made
    made.close_loader()


@pytest.fixture
def pictures(tmp_path: Path) -> list[Attachment]:
    return [
        picture(tmp_path, "wide.png", 2400, 1200, 200),
        picture(tmp_path, "small.png", 120, 80, 40),
        picture(tmp_path, "tall.png", 300, 900, 120),
    ]


def opened(
    viewer: PictureViewer, pictures: list[Attachment], index: int, qtbot: QtBot
) -> PictureViewer:
    viewer.open(pictures, pictures[index])
    qtbot.waitUntil(lambda: viewer.canvas.picture is not None)
    return viewer


def key(viewer: PictureViewer, *keys: Qt.Key) -> None:
    for each in keys:
        QTest.keyClick(viewer.canvas, each)


def test_it_opens_whole_and_never_enlarged(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    opened(viewer, pictures, 0, qtbot)
    assert viewer.canvas.fits
    assert 20 <= viewer.canvas.percent <= 40
    assert not viewer.canvas.can_move
    assert "2,400 × 1,200 px" in viewer._facts.text()
    assert "1 of 3" in viewer._facts.text()
    opened(viewer, pictures, 1, qtbot)
    assert viewer.canvas.percent == 100


def test_the_keys_lead_from_picture_to_picture(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    opened(viewer, pictures, 0, qtbot)
    names = []
    for pressed in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        key(viewer, pressed)
        assert viewer.current is not None
        names.append(viewer.current.name)
    assert names == ["small.png", "tall.png", "tall.png", "small.png"]
    assert viewer.before.isEnabled()
    key(viewer, Qt.Key.Key_Home)
    assert not viewer.before.isEnabled()
    qtbot.waitUntil(lambda: viewer.canvas.picture is not None)


def test_zoom_with_keys_buttons_and_wheel(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    canvas = opened(viewer, pictures, 0, qtbot).canvas
    fitting = canvas.percent
    key(viewer, Qt.Key.Key_Plus)
    assert canvas.percent > fitting
    key(viewer, Qt.Key.Key_1)
    assert canvas.percent == 100
    assert canvas.can_move
    position = QPointF(100, 100)
    event = QWheelEvent(
        position,
        canvas.mapToGlobal(position),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.percent == 80
    key(viewer, Qt.Key.Key_0)
    assert canvas.percent == fitting
    for _ in range(40):
        key(viewer, Qt.Key.Key_Plus)
    assert canvas.percent == 1600
    for _ in range(80):
        key(viewer, Qt.Key.Key_Minus)
    assert canvas.percent == 2


def test_what_is_under_the_pointer_stays_there(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    canvas = opened(viewer, pictures, 0, qtbot).canvas
    canvas.zoom_to(1.0)
    at = QPointF(500, 300)
    middle = QPointF(canvas.rect().center())
    before = (at - middle - canvas.centre) / 1.0
    canvas.zoom_to(2.0, at)
    after = (at - middle - canvas.centre) / 2.0
    assert (after - before).manhattanLength() < 2


def test_it_is_moved_by_hand_and_not_out_of_sight(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    canvas = opened(viewer, pictures, 0, qtbot).canvas
    key(viewer, Qt.Key.Key_1)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    QTest.mouseMove(canvas, QPoint(460, 320))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(460, 320))
    assert canvas.centre == QPointF(60, 20)
    canvas.move_by(QPointF(9000, 9000))
    assert canvas.centre.x() == pytest.approx((2400 - canvas.width()) / 2)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.centre.x() == pytest.approx((2400 - canvas.width()) / 2)
    assert viewer.current is pictures[0]


def test_it_is_turned(viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot) -> None:
    canvas = opened(viewer, pictures, 2, qtbot).canvas
    before = canvas.percent
    key(viewer, Qt.Key.Key_R)
    assert canvas.quarters == 1
    assert canvas.percent > before  # it lies now, and fits larger
    key(viewer, Qt.Key.Key_R, Qt.Key.Key_R, Qt.Key.Key_R)
    assert (canvas.quarters, canvas.percent) == (0, before)


def test_it_is_copied_and_saved(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot, tmp_path: Path
) -> None:
    opened(viewer, pictures, 1, qtbot)
    QTest.keyClick(viewer.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (120, 80)
    target = tmp_path / "copy.png"
    with qtbot.waitSignal(viewer.notice) as told:
        viewer.saver.save(pictures[1], target)
    assert told.args[0] == "info"
    assert target.read_bytes() == pictures[1].path.read_bytes()
    with qtbot.waitSignal(viewer.notice) as told:
        viewer.saver.save(pictures[1], tmp_path / "nowhere" / "copy.png")
    assert told.args[0] == "error"
    assert told.args[2]


def test_escape_closes(viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot) -> None:
    opened(viewer, pictures, 0, qtbot)
    key(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert viewer.canvas.picture is None


def test_large_pictures_are_bounded(
    viewer: PictureViewer, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_loader, "MOST_PIXELS", 250_000)
    large = picture(tmp_path, "large.png", 2000, 1000, 9)
    canvas = opened(viewer, [large], 0, qtbot).canvas
    assert canvas.picture is not None
    copy = canvas.picture.copies[0]
    assert copy.width() * copy.height() <= 250_000
    assert canvas.picture.is_reduced
    assert "2,000 × 1,000 px" in viewer._facts.text()
    assert "fewer pixels" in viewer._facts.text()
    key(viewer, Qt.Key.Key_1)
    assert canvas.can_move  # a pixel of the file is one of the screen all the same


def test_a_damaged_file_says_so(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    pictures[0].path.write_bytes(b"this is no picture")
    viewer.open(pictures, pictures[0])
    qtbot.waitUntil(lambda: "Opening" not in viewer.canvas._message)
    assert viewer.canvas._message
    assert viewer.canvas.picture is None
    key(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: viewer.canvas.picture is not None)


def test_a_picture_is_dragged_under_its_own_name(pictures: list[Attachment], qtbot: QtBot) -> None:
    dragged = DraggedFiles()
    dragged.prepare(pictures[1])
    qtbot.waitUntil(lambda: bool(dragged._ready))
    mime = dragged.mime(pictures[1], QImage(4, 4, QImage.Format.Format_RGB32))
    (url,) = mime.urls()
    assert url.fileName() == usable_name(pictures[1]) == "small.png"
    assert mime.hasImage()


def test_a_hand_that_is_quicker_than_the_disk_waits_for_the_file(
    pictures: list[Attachment], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(
        "gemini_desk.ui.viewer.dragged_files._drag",
        lambda _source, make, _image: begun.append(make().urls()[0].fileName()),
    )
    buttons = [Qt.MouseButton.LeftButton]
    monkeypatch.setattr(
        "gemini_desk.ui.viewer.dragged_files.QGuiApplication.mouseButtons", lambda: buttons[0]
    )
    source = QWidget()
    qtbot.addWidget(source)
    dragged = DraggedFiles()
    dragged.prepare(pictures[1])
    dragged.drag(source, pictures[1], None)
    assert begun == []
    qtbot.waitUntil(lambda: begun == ["small.png"])
    dragged.drag(source, pictures[1], None)
    assert begun == ["small.png"] * 2  # it is there: at once
    buttons[0] = Qt.MouseButton.NoButton
    dragged.prepare_code("x = 1", "code.py")
    dragged.drag_code(source, "x = 1", "code.py")
    qtbot.waitUntil(lambda: dragged.code_mime("x = 1", "code.py").hasUrls())
    assert len(begun) == 2, "the button was let go meanwhile"


@pytest.mark.parametrize(
    ("name", "usable"),
    [
        ("a/b\\c.png", "a_b_c.png"),
        ("photo", "photo.png"),
        ("..", "picture.png"),
        ("é ü.jpg", "é ü.jpg"),
    ],
)
def test_names_are_usable_everywhere(tmp_path: Path, name: str, usable: str) -> None:
    import dataclasses

    attachment = dataclasses.replace(picture(tmp_path, "x.png", 8, 8, 1), name=name)
    assert usable_name(attachment) == usable


def test_a_thumbnail_is_dragged_or_clicked_but_not_both(
    qtbot: QtBot, pictures: list[Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    previews = ThreadedMediaPreviews()
    pane = ConversationPane(previews)
    pane.resize(800, 600)
    qtbot.addWidget(pane)
    pane.show()
    drags: list[Attachment] = []
    monkeypatch.setattr(
        DraggedFiles, "drag", lambda _self, _source, each, _image: drags.append(each)
    )
    pane.show_conversation([version(Message.user("Look", *pictures))])
    assert pane.pictures() == pictures
    view = next(s.view for s in pane._layout.visible if isinstance(s, Images))
    assert isinstance(view, ImagesView)
    clicked: list[object] = []
    pane.attachment_activated.connect(clicked.append)
    thumbnail = view.thumbnails[1]
    QTest.mousePress(thumbnail, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(thumbnail, QPoint(40, 30))
    QTest.mouseRelease(thumbnail, Qt.MouseButton.LeftButton, pos=QPoint(40, 30))
    assert drags == [pictures[1]]
    assert clicked == []
    QTest.keyClick(thumbnail, Qt.Key.Key_Return)
    assert clicked == [pictures[1]]
    previews.close()


def test_a_picture_of_its_own_is_shown_alone(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    viewer.open(pictures[:2], pictures[2])
    assert viewer.current is pictures[2]
    assert not viewer.after.isEnabled()
    qtbot.waitUntil(lambda: viewer.canvas.picture is not None)


def test_a_picture_that_was_sent_twice_opens_at_its_place(
    viewer: PictureViewer, pictures: list[Attachment], qtbot: QtBot
) -> None:
    again = replace(pictures[0])
    viewer.open([*pictures, again], again)
    assert viewer.current is again
    assert not viewer.after.isEnabled()
    viewer.open([*pictures, again], replace(again))
    assert viewer.current is pictures[0], "one that is equal, if it is none of them"
