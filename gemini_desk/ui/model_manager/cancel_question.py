"""Asks what becomes of the bytes that came, before a download is given up. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from gemini_desk.ui.model_state import model_label

if TYPE_CHECKING:
    from gemini_desk.ui.model_manager.download_controller import DownloadController


def ask_to_cancel(controller: DownloadController, repo_id: str, parent: QWidget) -> None:
    """Ask, and do what is answered; nothing is asked while nothing came."""
    state = controller.state(repo_id)
    if state is None:
        return
    if not state.done_bytes:
        controller.cancel(repo_id, keep=False)
        return
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(f"Cancel the download of {model_label(repo_id)}?")
    box.setText(box.windowTitle())
    box.setInformativeText(
        f"{state.amount} are here. Kept, they need not be downloaded again; "
        "thrown away, the disk has that room again."
    )
    go_on = box.addButton("Go on", QMessageBox.ButtonRole.RejectRole)
    keep = box.addButton("Cancel and keep", QMessageBox.ButtonRole.AcceptRole)
    throw = box.addButton("Throw away", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(go_on)
    box.setEscapeButton(go_on)
    keep.clicked.connect(lambda: controller.cancel(repo_id, keep=True))
    throw.clicked.connect(lambda: controller.cancel(repo_id, keep=False))
    box.open()
