"""Pictures and films that are looked at: pane, composer, viewer, the person's player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.ui.notice import Level, Notice
from gemini_desk.ui.wiring.films import FilmOpener

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.viewer.picture_viewer import PictureViewer


class PicturesWiring(QObject):
    """Opens the viewer, which is made when it is first wanted."""

    def __init__(
        self, pane: ConversationPane, composer: Composer, window: MainWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._pane = pane
        self._composer = composer
        self._window = window
        self._viewer: PictureViewer | None = None
        self._films = FilmOpener(self)
        self._films.refused.connect(self._refuse)
        pane.attachment_activated.connect(self._open_from_pane)
        composer.card.tray.view_requested.connect(self._open_from_tray)
        window.closing.connect(self._close)

    @Slot(object)
    def _open_from_pane(self, attachment: Attachment) -> None:
        if attachment.kind is AttachmentKind.VIDEO:
            self._films.open(attachment)
            return
        self._open(self._pane.pictures(), attachment)

    @Slot(object)
    def _open_from_tray(self, attachment: Attachment) -> None:
        if attachment.kind is AttachmentKind.VIDEO:
            self._films.open(attachment)
            return
        attachments = self._composer.card.tray.attachments()
        self._open([each for each in attachments if each.kind is AttachmentKind.IMAGE], attachment)

    def _open(self, pictures: Sequence[Attachment], attachment: Attachment) -> None:
        if self._viewer is None:
            from gemini_desk.ui.viewer.picture_viewer import PictureViewer

            self._viewer = PictureViewer(self._window)
            self._viewer.notice.connect(self._tell)
        self._viewer.open(pictures, attachment)

    @Slot(str, str)
    def _refuse(self, text: str, hint: str) -> None:
        self._tell(Level.WARNING.value, text, hint)

    @Slot(str, str, str)
    def _tell(self, level: str, text: str, hint: str) -> None:
        self._window.notifications.show_notice(Notice(Level(level), text, hint))

    @Slot()
    def _close(self) -> None:
        if self._viewer is not None:
            self._viewer.close()
            self._viewer.close_loader()
