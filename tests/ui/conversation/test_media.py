"""Pictures and clips in messages: decoded elsewhere, shown here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread
from PySide6.QtTest import QTest

from gemini_desk.chat.message import Message
from gemini_desk.tasks.attach import attach
from gemini_desk.ui.conversation.segments import AudioClip, Images
from gemini_desk.ui.conversation.thumbnails import arrange_thumbnails
from gemini_desk.ui.conversation.views.audio_view import AudioView
from gemini_desk.ui.conversation.views.images_view import ImagesView
from tests.helpers.films import counting_film
from tests.helpers.media_files import animated_file
from tests.ui.conversation.gallery import clip, picture, version

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
    from gemini_desk.ui.conversation.pane import ConversationPane

LEFT = Qt.MouseButton.LeftButton


def view_of(pane: ConversationPane, kind: type) -> QObject:
    return next(s.view for s in pane._layout.visible if isinstance(s, kind))


def test_thumbnails_arrive_later(pane: ConversationPane, tmp_path: Path, qtbot: QtBot) -> None:
    attachment = picture(tmp_path, "a.png", 900, 600, 200)
    pane.show_conversation([version(Message.user("What is it?", attachment))])
    view = view_of(pane, Images)
    assert isinstance(view, ImagesView)
    thumbnail = view.thumbnails[0]
    assert not thumbnail.has_picture
    assert thumbnail.accessibleName() == "Picture a.png"
    height = pane._items[0].height
    qtbot.waitUntil(lambda: thumbnail.has_picture)
    assert pane._items[0].height == height
    with qtbot.waitSignal(pane.attachment_activated) as caught:
        QTest.mouseClick(thumbnail, LEFT)
    assert caught.args == [attachment]


def test_a_picture_stays_in_sight_when_the_column_gets_narrower(
    pane: ConversationPane, tmp_path: Path, qtbot: QtBot
) -> None:
    attachment = picture(tmp_path, "a.png", 900, 600, 200)
    pane.resize(1000, 600)
    pane.show_conversation([version(Message.user("What is it?", attachment))])
    view = view_of(pane, Images)
    assert isinstance(view, ImagesView)
    qtbot.waitUntil(lambda: view.thumbnails[0].has_picture)
    pane.resize(420, 600)
    qtbot.waitUntil(lambda: view_of(pane, Images).width() < 420)
    view = view_of(pane, Images)
    assert isinstance(view, ImagesView)
    thumbnail = view.thumbnails[0]
    assert view.rect().contains(thumbnail.geometry())
    assert thumbnail.has_picture, "the picture that was there is shown until a sharper one comes"


def test_a_picture_says_that_only_its_first_frame_was_sent(
    pane: ConversationPane, tmp_path: Path, qtbot: QtBot
) -> None:
    moving = attach(animated_file(tmp_path))
    pane.show_conversation([version(Message.user("What is it?", moving))])
    view = view_of(pane, Images)
    assert isinstance(view, ImagesView)
    thumbnail = view.thumbnails[0]
    qtbot.waitUntil(lambda: thumbnail.has_picture)
    assert "Only the first of its" in thumbnail.toolTip()
    assert thumbnail.accessibleDescription() == moving.note
    marked = thumbnail.grab().toImage()
    thumbnail.attachment = replace(moving, note="")
    assert thumbnail.grab().toImage() != marked


def test_a_picture_that_cannot_be_shown_says_so(
    pane: ConversationPane, tmp_path: Path, qtbot: QtBot
) -> None:
    attachment = picture(tmp_path, "a.png", 900, 600, 200)
    attachment.path.unlink()
    pane.show_conversation([version(Message.user("What is it?", attachment))])
    view = view_of(pane, Images)
    assert isinstance(view, ImagesView)
    thumbnail = view.thumbnails[0]
    qtbot.waitUntil(lambda: thumbnail.toolTip() != "a.png")


def test_a_clip_is_played_and_followed(
    pane: ConversationPane, tmp_path: Path, qtbot: QtBot
) -> None:
    attachment = clip(tmp_path, 2.0)
    pane.show_conversation([version(Message.user("", attachment))])
    view = view_of(pane, AudioClip)
    assert isinstance(view, AudioView)
    qtbot.waitUntil(lambda: view.has_waveform)
    button = view.play_button
    assert button.accessibleName() == "Play memo.wav"
    with qtbot.waitSignal(pane.play_requested) as caught:
        QTest.mouseClick(button, LEFT)
    assert caught.args == [attachment]
    pane.set_playback(attachment.sha256, 1.0, True)
    assert button.accessibleName() == "Pause memo.wav"
    with qtbot.waitSignal(pane.pause_requested):
        QTest.mouseClick(button, LEFT)
    pane.set_playback(attachment.sha256, 1.0, False)
    assert button.accessibleName() == "Play memo.wav"


def test_previews_are_made_on_another_thread_and_kept(
    previews: ThreadedMediaPreviews, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gemini_desk.ui.conversation import media_previews

    threads: list[bool] = []
    make = media_previews._thumbnail

    def noting(path: Path, side: int) -> QImage:
        threads.append(QThread.isMainThread())
        return make(path, side)

    monkeypatch.setattr(media_previews, "_thumbnail", noting)
    attachment = picture(tmp_path, "a.png", 300, 200, 10)
    for _ in range(2):
        with qtbot.waitSignal(previews.thumbnail_ready) as caught:
            previews.request_thumbnail(attachment, 64)
        assert caught.args is not None
        assert caught.args[2].width() == 64
    assert threads == [False]


def test_several_pictures_stand_in_rows_of_one_height(tmp_path: Path) -> None:
    attachments = [picture(tmp_path, f"{n}.png", 300 + 200 * n, 400, n) for n in range(5)]
    boxes = arrange_thumbnails(attachments, 500, rightwards=True)
    assert len(boxes) == 5
    assert {box.height() for box in boxes} == {boxes[0].height()}
    assert all(box.left() >= 0 and box.right() < 500 for box in boxes)
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_a_film_shows_one_of_its_pictures_and_opens(
    pane: ConversationPane, tmp_path: Path, qtbot: QtBot
) -> None:
    film = attach(counting_film(tmp_path, "boat.mp4", 75.0))
    pane.show_conversation([version(Message.user("What happens?", film))])
    view = view_of(pane, Images)
    assert isinstance(view, ImagesView)
    (thumbnail,) = view.thumbnails
    assert thumbnail.accessibleName() == "Film boat.mp4, 1:15"
    qtbot.waitUntil(lambda: thumbnail.has_picture, timeout=10_000)
    with qtbot.waitSignal(pane.attachment_activated) as caught:
        QTest.mouseClick(thumbnail, LEFT)
    assert caught.args == [film]
    assert pane.pictures() == []  # the viewer shows what stands still
