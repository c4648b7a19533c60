"""The search over all conversations: the controller on a real database."""

from gemini_desk.ui.chat.search_controller import SearchController
from gemini_desk.ui.conversation_search.filters import Search, SearchFilters


def begin(qtbot, parts, text):
    parts.conversations.open_new()
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send(text)
    return parts.conversation.id


def test_only_the_last_of_several_quick_searches_is_answered(qtbot, parts):
    search = SearchController(parts.calls)
    begin(qtbot, parts, "a sign in Utrecht")
    found = []
    search.found.connect(lambda asked, hits: found.append((asked.text, len(hits))))
    for text in ("s", "si", "sig", "sign"):
        search.search(Search(text))
    qtbot.waitUntil(lambda: len(found) == 2)
    assert [text for text, _ in found] == ["s", "sign"]
    assert found[-1][1] >= 1


def test_filters_reach_the_store(qtbot, parts):
    search = SearchController(parts.calls)
    begin(qtbot, parts, "a sign")
    with qtbot.waitSignal(search.found) as found:
        search.search(Search("sign", SearchFilters(has_image=True)))
    assert found.args[1] == ()
    with qtbot.waitSignal(search.models_found) as models:
        search.find_models()
    assert models.args[0] == (parts.conversation.branch()[-1].answer.model.id,)
