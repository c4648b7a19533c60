"""Where the window was and what its sidebar showed, from one start to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QSettings, QSize

from gemini_desk.ui.shell import PANEL_PX, SIDEBAR_PX, WindowShell

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow

    from gemini_desk.ui.conversation_list.sidebar_pages import SidebarPages

FIRST_SIZE: Final = QSize(1120, 760)


def restore(
    window: QMainWindow,
    shell: WindowShell,
    pages: SidebarPages,
    file: Path | None,
) -> None:
    """Put the window where `file` says; a new one gets its first size."""
    window.resize(FIRST_SIZE.boundedTo(window.screen().availableSize()))
    if file is None:
        return
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    geometry = settings.value("window/geometry")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)  # keeps it on a screen that is still there
    shell.set_sidebar_width(_integer(settings.value("sidebar/width_px"), SIDEBAR_PX))
    shell.set_panel_width(_integer(settings.value("panel/width_px"), PANEL_PX))
    shell.set_sidebar_wanted(str(settings.value("sidebar/visible", "true")) == "true")
    closed = settings.value("sidebar/closed_folders")
    pages.set_closed_folders(str(closed).split() if closed else ())


def save(
    window: QMainWindow,
    shell: WindowShell,
    pages: SidebarPages,
    file: Path | None,
) -> None:
    """Write down where the window is."""
    if file is None:
        return
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    settings.setValue("window/geometry", window.saveGeometry())
    settings.setValue("sidebar/width_px", shell.sidebar_width)
    settings.setValue("panel/width_px", shell.panel_width)
    settings.setValue("sidebar/visible", "true" if shell.sidebar_wanted else "false")
    settings.setValue("sidebar/closed_folders", " ".join(sorted(pages.closed_folders)))
    settings.sync()


def _integer(value: object, default: int) -> int:
    try:
        return int(str(value))
    except ValueError:
        return default
