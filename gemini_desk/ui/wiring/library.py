"""Order among conversations, the search over them: controllers, sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.storage.search_query import SearchHit
    from gemini_desk.ui.chat.conversation_controller import ConversationController
    from gemini_desk.ui.chat.library_controller import LibraryController
    from gemini_desk.ui.chat.search_controller import SearchController
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow


class LibraryWiring(QObject):
    """Shows the library, hands the sidebar's wishes on, jumps to what was found."""

    def __init__(
        self,
        library: LibraryController,
        search: SearchController,
        conversations: ConversationController,
        pane: ConversationPane,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._pane = pane
        sidebar = window.sidebar
        library.library_changed.connect(window.set_library)
        library.bin_changed.connect(sidebar.set_bin)
        sidebar.requested.connect(library.do)
        sidebar.bin_wanted.connect(library.read_bin)
        sidebar.search_wanted.connect(search.search)
        sidebar.search_models_wanted.connect(search.find_models)
        sidebar.hit_chosen.connect(self._jump)
        search.found.connect(sidebar.set_hits)
        search.models_found.connect(sidebar.set_search_models)

    @Slot(object, str)
    def _jump(self, hit: SearchHit, _words: str) -> None:
        self._conversations.open_stored(hit.conversation_id)
