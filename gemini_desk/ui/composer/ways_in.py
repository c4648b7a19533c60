"""What is dropped or pasted, on its way to the tray and the prompt. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from gemini_desk.ui.composer.intake import AttachmentIntake
    from gemini_desk.ui.composer.prompt_edit import PromptEdit


class WaysIn(QObject):
    """Sorts what comes: files and pictures are attached, text is written.

    Signals:
        notice: Level, text and hint.
    """

    notice = Signal(str, str, str)

    def __init__(
        self, intake: AttachmentIntake, prompt: PromptEdit, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._intake = intake
        self._prompt = prompt

    def take(self, mime: QMimeData, *, pasted: bool) -> bool:
        """Take what was dropped or pasted.

        Returns:
            Whether there was anything in it.
        """
        from gemini_desk.ui.composer.pasted import interpret  # with the first drop or paste

        found = interpret(mime, dropped=not pasted)
        if found.paths:
            self._intake.add_paths(found.paths)
        elif found.image is not None:
            self._intake.add_image(found.image)
        elif found.encoded_images:
            for content in found.encoded_images:
                self._intake.add_encoded_image(content)
        elif found.text:
            self._prompt.insert_text(found.text)
        for address in found.remote:
            self.notice.emit(
                "warning",
                f"{address} lies on the web; nothing is downloaded.",
                "Save it on this computer and add the file.",
            )
        return bool(found.paths or found.image or found.encoded_images or found.text)
