"""What is being written: controller, composer, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.ui.chat.message_controller import MessageController
    from gemini_desk.ui.composer.composer import Composer, Draft
    from gemini_desk.ui.main_window import MainWindow


class ComposingWiring(QObject):
    """Brings to the composer what belongs there, and sends what it holds."""

    def __init__(
        self, messages: MessageController, composer: Composer, window: MainWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._composer = composer
        self._window = window
        self._set_aside: Draft | None = None
        composer.submitted.connect(self._send)
        window.mime_arrived.connect(self._take_mime)
        window.example_chosen.connect(self._try_example)
        window.action("attach").triggered.connect(composer.choose_files)
        window.action("record").triggered.connect(composer.toggle_recording)
        window.action("write").triggered.connect(composer.focus_prompt)

    @Slot(str, tuple)
    def _send(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        self._window.show_pane()
        self._messages.send(text, attachments)
        draft, self._set_aside = self._set_aside, None
        if draft is not None:
            self._composer.restore_draft(draft.text, draft.attachments)

    @Slot(object, bool)
    def _take_mime(self, mime: QMimeData, pasted: bool) -> None:
        self._composer.add_mime(mime, pasted=pasted)

    @Slot(str, list)
    def _try_example(self, prompt: str, files: list[Path]) -> None:
        # What the person has begun comes back as soon as the example is on its way.
        self._set_aside = self._composer.take_draft()
        self._composer.restore_draft(prompt)
        self._composer.add_paths(files)
        self._composer.submit()
