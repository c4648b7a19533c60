"""How much of the database a search looks at, counted in steps of SQLite's machine."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gemini_desk.chat.answer import AnswerDetails, ModelIdentity
from gemini_desk.chat.conversation import Conversation, MessageVersion
from gemini_desk.chat.message import Message
from gemini_desk.storage import search_store
from gemini_desk.storage.search_query import SearchQuery

CONVERSATIONS = 40
MESSAGES = 50
BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def full_store(store, monkeypatch):
    """A store of conversations on following days, each titled with a word that is in all."""
    monkeypatch.setattr(search_store, "_CATCH_UP_S", 60.0)
    for day in range(CONVERSATIONS):
        conversation = Conversation.new()
        conversation.title = f"the day {day}"
        for number in range(MESSAGES):
            message = Message.assistant(f"the answer {number}")
            version = MessageVersion(
                f"{day}-{number}",
                conversation.leaf_id,
                message,
                BEGIN + timedelta(days=day, seconds=number),
                answer=AnswerDetails(ModelIdentity("starter")),
            )
            conversation.versions[version.id] = version
            conversation.leaf_id = version.id
        store.save_new(conversation)
    store.search(SearchQuery("nothing"))  # indexes what waits
    return store


@pytest.fixture
def search(full_store):
    """The hits of a query, and how many steps it took."""

    def count(query):
        steps = 0

        def one_more():
            nonlocal steps
            steps += 10

        full_store._database.read(lambda it: it.set_progress_handler(one_more, 10))
        hits = full_store.search(query)
        full_store._database.read(lambda it: it.set_progress_handler(None, 0))
        return hits, steps

    return count


def test_titles_of_a_day_are_not_looked_for_in_the_messages_of_all_days(search):
    all_hits, everywhere = search(SearchQuery("the day", limit=200))
    hits, of_a_day = search(SearchQuery("the day", until=date(2026, 1, 1), limit=200))
    assert (len(all_hits), [hit.title for hit in hits]) == (CONVERSATIONS, ["the day 0"])
    assert of_a_day < everywhere + 10 * MESSAGES + 40 * CONVERSATIONS


def test_a_picture_that_is_nowhere_is_not_looked_for_in_the_messages_of_titles(search):
    _, everywhere = search(SearchQuery("the day"))
    hits, steps = search(SearchQuery("the day", has_image=True))
    assert not hits
    assert steps < everywhere + 10 * CONVERSATIONS


def test_a_filter_alone_reads_the_newest_messages_only(search):
    hits, steps = search(SearchQuery(model="starter", limit=20))
    newest = BEGIN + timedelta(days=CONVERSATIONS - 1, seconds=MESSAGES - 1)
    assert [hit.created_at for hit in hits] == [newest - timedelta(seconds=n) for n in range(20)]
    assert steps < CONVERSATIONS * MESSAGES
