"""The menus of the list's rows. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from gemini_desk.chat.organisation import TAG_COLOURS
from gemini_desk.ui import style
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.conversation_list import requests
from gemini_desk.ui.conversation_list.name_dialog import NameDialog
from gemini_desk.ui.icons import colour_of, icon
from gemini_desk.ui.theme import tag_colour_field

if TYPE_CHECKING:
    from gemini_desk.ui.conversation_list.groups import (
        ConversationSummary,
        FolderRow,
        Listing,
        TagSummary,
    )

_DOT_PX = 16


class RowMenus(QObject):
    """Makes the menus of conversations and folders.

    Signals:
        requested: A `ListRequest`.
        rename_requested: Id of the conversation whose title is to be edited.
        delete_requested: Id of the conversation that is to go into the bin.
    """

    requested = Signal(object)
    rename_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def for_conversation(self, conversation: ConversationSummary, listing: Listing) -> QMenu:
        """Everything that can be done with a conversation."""
        conversation_id = conversation.id
        menu = self._menu()
        rename = menu.addAction(icon("edit"), "Rename")
        rename.triggered.connect(lambda: self.rename_requested.emit(conversation_id))
        if not conversation.archived:
            pinned = conversation.pinned
            self._add(
                menu, "pin", "Unpin" if pinned else "Pin to the top",
                requests.Pin(conversation_id, not pinned),
            )  # fmt: skip
            menu.addMenu(self._folders(menu, conversation, listing))
        menu.addMenu(self._tags(menu, conversation, listing))
        archived = conversation.archived
        self._add(
            menu, "archive", "Take out of the archive" if archived else "Archive",
            requests.Archive(conversation_id, not archived),
        )  # fmt: skip
        menu.addSeparator()
        self._add(menu, "download", "Export…", requests.Export(conversation_id))
        menu.addSeparator()
        delete = menu.addAction(icon("trash"), "Delete")
        delete.triggered.connect(lambda: self.delete_requested.emit(conversation_id))
        return menu

    def for_deleted(self, conversation_id: str) -> QMenu:
        """What can be done with a conversation in the bin."""
        menu = self._menu()
        self._add(menu, "undo", "Restore", requests.Restore(conversation_id))
        delete = menu.addAction(icon("trash"), "Delete for good…")
        delete.triggered.connect(lambda: self.delete_requested.emit(conversation_id))
        return menu

    def for_folder(self, folder: FolderRow) -> QMenu:
        """What can be done with a folder."""
        menu = self._menu()
        rename = menu.addAction(icon("edit"), "Rename…")
        rename.triggered.connect(lambda: self.rename_folder(folder))
        new = menu.addAction(icon("folder-plus"), "New folder…")
        new.triggered.connect(lambda: self.ask_for_folder())
        menu.addSeparator()
        self._add(
            menu, "trash", "Remove the folder, keep what is in it",
            requests.RemoveFolder(folder.id),
        )  # fmt: skip
        return menu

    def ask_for_folder(self, conversation_id: str = "") -> NameDialog:
        """Ask for the name of a new folder, for this conversation if there is one."""
        dialog = NameDialog("New folder", self._parent.window())
        dialog.named.connect(
            lambda name, _: self.requested.emit(requests.NewFolder(name, conversation_id))
        )
        dialog.open()
        return dialog

    def ask_for_tag(self, conversation_id: str, colour: str) -> NameDialog:
        """Ask for the name and the colour of a new tag for a conversation."""
        dialog = NameDialog("New tag", self._parent.window(), colour=colour)
        dialog.named.connect(
            lambda name, chosen: self.requested.emit(requests.NewTag(name, chosen, conversation_id))
        )
        dialog.open()
        return dialog

    # -- parts ------------------------------------------------------------------------

    def _folders(self, parent: QMenu, conversation: ConversationSummary, listing: Listing) -> QMenu:
        menu = self._menu("Move to", parent)
        menu.setIcon(icon("folder"))
        for folder in listing.folders:
            action = menu.addAction(folder.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(folder.id == conversation.folder_id)
            wish = requests.Move(conversation.id, folder.id)
            action.triggered.connect(lambda _=False, wish=wish: self.requested.emit(wish))
        if listing.folders:
            menu.addSeparator()
        if conversation.folder_id is not None:
            self._add(menu, "close", "No folder", requests.Move(conversation.id, None))
        new = menu.addAction(icon("folder-plus"), "New folder…")
        new.triggered.connect(lambda: self.ask_for_folder(conversation.id))
        return menu

    def _tags(self, parent: QMenu, conversation: ConversationSummary, listing: Listing) -> QMenu:
        menu = self._menu("Tags", parent)
        menu.setIcon(icon("tag"))
        for tag in listing.tags:
            on = tag.id in conversation.tag_ids
            action = menu.addAction(_dot(tag.colour, checked=on), tag.name.replace("&", "&&"))
            action.setToolTip("Take the tag away" if on else "Give it this tag")
            wish = requests.SetTag(conversation.id, tag.id, not on)
            action.triggered.connect(lambda _=False, wish=wish: self.requested.emit(wish))
        if listing.tags:
            menu.addSeparator()
        new = menu.addAction(icon("plus"), "New tag…")
        next_colour = TAG_COLOURS[len(listing.tags) % len(TAG_COLOURS)]
        new.triggered.connect(lambda: self.ask_for_tag(conversation.id, next_colour))
        if listing.tags:
            change = self._menu("Change a tag", menu)
            change.setIcon(icon("edit"))
            for tag in listing.tags:
                change.addMenu(self._change_tag(change, tag))
            menu.addMenu(change)
        return menu

    def _change_tag(self, parent: QMenu, tag: TagSummary) -> QMenu:
        menu = self._menu(tag.name.replace("&", "&&"), parent)
        menu.setIcon(_dot(tag.colour))
        rename = menu.addAction(icon("edit"), "Name and colour…")
        rename.triggered.connect(lambda: self._rename_tag(tag))
        self._add(menu, "trash", "Remove", requests.RemoveTag(tag.id))
        return menu

    def rename_folder(self, folder: FolderRow) -> None:
        """Ask for another name of a folder."""
        dialog = NameDialog(
            "Rename the folder", self._parent.window(), name=folder.name, accept_text="Rename"
        )
        dialog.named.connect(
            lambda name, _: self.requested.emit(requests.RenameFolder(folder.id, name))
        )
        dialog.open()

    def ask_to_remove_folder(self, folder: FolderRow) -> Confirmation:
        """Ask before a key removes a folder; what is in it stays."""
        if folder.count == 0:
            meaning = "It is empty."
        elif folder.count == 1:
            meaning = "The conversation in it stays, without a folder."
        else:
            meaning = f"The {folder.count} conversations in it stay, without a folder."
        question = Confirmation(
            f"Delete the folder “{folder.name}”?", meaning, "Delete", self._parent.window()
        )
        question.accepted.connect(lambda: self.requested.emit(requests.RemoveFolder(folder.id)))
        question.open()
        return question

    def _rename_tag(self, tag: TagSummary) -> None:
        dialog = NameDialog(
            "Change the tag", self._parent.window(),
            name=tag.name, colour=tag.colour, accept_text="Change",
        )  # fmt: skip
        dialog.named.connect(
            lambda name, colour: self.requested.emit(requests.ChangeTag(tag.id, name, colour))
        )
        dialog.open()

    def _add(self, menu: QMenu, icon_name: str, text: str, wish: requests.ListRequest) -> None:
        menu.addAction(icon(icon_name), text).triggered.connect(lambda: self.requested.emit(wish))

    def _menu(self, title: str = "", parent: QMenu | None = None) -> QMenu:
        menu = QMenu(title, self._parent if parent is None else parent)
        style.follow_theme(menu, style.menu_style)
        if parent is None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu


def _dot(colour: str, *, checked: bool = False) -> QIcon:
    """A tag's dot; with a ring around it when the conversation has the tag."""
    pixmap = QPixmap(2 * _DOT_PX, 2 * _DOT_PX)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour_of(tag_colour_field(colour)))
    painter.drawEllipse(4, 4, 8, 8)
    if checked:
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(colour_of(tag_colour_field(colour)))
        pen.setWidthF(1.5)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(1, 1, 14, 14)
    painter.end()
    return QIcon(pixmap)
