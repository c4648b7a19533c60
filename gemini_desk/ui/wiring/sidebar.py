"""Order among conversations, the search over them: controllers, sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from gemini_desk.storage.search_query import HIT_END, HIT_START
from gemini_desk.ui.conversation_search.excerpts import unmark
from gemini_desk.ui.notice import Level, Notice, NoticeAction

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.storage.search_query import SearchHit
    from gemini_desk.ui.chat.branch_controller import BranchController
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.chat.open_conversation import OpenConversation
    from gemini_desk.ui.chat.organisation_controller import OrganisationController
    from gemini_desk.ui.chat.search_controller import SearchController
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class SidebarWiring(QObject):
    """Shows the list, hands the sidebar's wishes on, jumps to what was found."""

    def __init__(
        self,
        organisation: OrganisationController,
        search: SearchController,
        conversations: ConversationController,
        open_conversation: OpenConversation,
        branches: BranchController,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._open = open_conversation
        self._branches = branches
        self._pane = pane
        self._notifications = window.notifications
        self._goal: SearchHit | None = None
        sidebar = window.sidebar
        organisation.listing_changed.connect(window.set_listing)
        organisation.bin_changed.connect(sidebar.set_bin)
        organisation.undo_offered.connect(self._offer_undo)
        sidebar.requested.connect(organisation.do)
        sidebar.bin_wanted.connect(organisation.read_bin)
        sidebar.search_wanted.connect(search.search)
        sidebar.search_models_wanted.connect(search.find_models)
        sidebar.hit_chosen.connect(self._jump)
        # After the wiring that shows what was opened: it was joined first.
        open_conversation.opened.connect(self._go_to_goal)
        search.found.connect(sidebar.set_hits)
        search.models_found.connect(sidebar.set_search_models)

    @Slot(str, object)
    def _offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        self._notifications.show_notice(Notice(Level.INFO, text, action=NoticeAction("Undo", undo)))

    @Slot(object, str)
    def _jump(self, hit: SearchHit, _words: str) -> None:
        self._goal = hit
        if hit.conversation_id == self._open.conversation.id:
            self._go_to_goal()
        else:
            self._conversations.open_stored(hit.conversation_id)

    @Slot()
    def _go_to_goal(self) -> None:
        """Show the place that was found, once its conversation is open."""
        hit, self._goal = self._goal, None
        if hit is None or hit.conversation_id != self._open.conversation.id:
            return  # the person has gone elsewhere meanwhile
        if hit.message_id is None:
            return  # the title was found
        self._branches.open_through(hit.message_id)
        text, found = unmark(hit.excerpt, HIT_START, HIT_END)
        words = text[found[0][0] : sum(found[0])] if found else ""
        self._pane.jump_to(hit.message_id, words)
