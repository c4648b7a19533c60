"""Full-text search: what is found, with which filters, in which order."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.chat.answer import AnswerDetails, ModelIdentity
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import Conversation, MessageStatus, MessageVersion
from gemini_desk.chat.message import Message, Role
from gemini_desk.storage import search_filters, search_store
from gemini_desk.storage.search_excerpt import excerpt
from gemini_desk.storage.search_query import HIT_END, HIT_START, SearchQuery, parse


@pytest.fixture(autouse=True)
def _time_to_index(monkeypatch):
    """A search indexes what was written just now, however busy the machine is."""
    monkeypatch.setattr(search_store, "_CATCH_UP_S", 10.0)


@pytest.fixture
def steps_of(store):
    """Counts the steps of SQLite's machine that some work takes, in hundreds."""

    def count(work):
        store.search(SearchQuery("nothing"))  # indexes what waits
        hundreds = 0

        def one_more():
            nonlocal hundreds
            hundreds += 1

        store._database.read(lambda it: it.set_progress_handler(one_more, 100))
        work()
        store._database.read(lambda it: it.set_progress_handler(None, 0))
        return hundreds

    return count


@pytest.fixture
def conversation(store):
    conversation = Conversation.new()
    conversation.title = "Notes from Kraków"
    conversation.append(Message.user("What is a meteor shower?"))
    conversation.append(Message.assistant("Many meteors, seen in one night."))
    store.save_new(conversation)
    return conversation


@pytest.fixture
def say(store):
    """Stores a conversation of messages, one an hour, and gives its versions."""

    def make(*messages, title="untitled", begin=datetime(2026, 1, 1, 12, tzinfo=UTC), model=""):
        conversation = Conversation.new()
        conversation.title = title
        for number, message in enumerate(messages):
            if isinstance(message, str):
                message = Message.user(message)
            answered = model and message.role is Role.ASSISTANT
            version = MessageVersion(
                id=f"{conversation.id}-{number}",
                parent_id=conversation.leaf_id,
                message=message,
                created_at=begin + timedelta(hours=number),
                answer=AnswerDetails(ModelIdentity(model)) if answered else None,
            )
            conversation.versions[version.id] = version
            conversation.leaf_id = version.id
        store.save_new(conversation)
        return conversation

    return make


@pytest.fixture
def texts_of(store):
    """The excerpts of a search, without their marks."""

    def search(text="", **filters):
        hits = store.search(SearchQuery(text, **filters))
        return [hit.excerpt.replace(HIT_START, "").replace(HIT_END, "") for hit in hits]

    return search


def test_messages_are_found_with_the_words_marked(store, conversation):
    (hit,) = store.search(SearchQuery("SHOWER"))
    first = conversation.branch()[0]
    assert hit.conversation_id == conversation.id
    assert (hit.message_id, hit.role, hit.created_at) == (first.id, Role.USER, first.created_at)
    assert hit.title == "Notes from Kraków"
    assert hit.excerpt == f"What is a meteor {HIT_START}shower{HIT_END}?"


def test_titles_are_found_without_their_accents(store, conversation):
    (hit,) = store.search(SearchQuery("krakow"))
    assert (hit.conversation_id, hit.message_id, hit.role) == (conversation.id, None, None)
    assert hit.excerpt == f"Notes from {HIT_START}Kraków{HIT_END}"


def test_titles_come_before_messages_and_leave_room_for_them(store, say):
    for number in range(4):
        say("nothing", title=f"Volcano {number}")
    said = say("A volcano is a mountain.")
    hits = store.search(SearchQuery("volcano", limit=4))
    assert [hit.message_id for hit in hits] == [None, None, None, said.leaf_id]
    assert len(store.search(SearchQuery("volcano"))) == 5


def test_all_words_are_wanted_and_the_last_may_be_a_beginning(store, conversation):
    assert len(store.search(SearchQuery("meteor"))) == 2
    assert len(store.search(SearchQuery("night met"))) == 1
    assert store.search(SearchQuery("meteor nowhere")) == ()
    assert store.search(SearchQuery("met night")) == ()


def test_each_letter_that_is_typed_finds_something(store, conversation):
    for end in range(3, len("meteor shower")):
        assert store.search(SearchQuery("meteor shower"[:end])), end


def test_phrases_and_words_that_are_not_wanted(texts_of, say):
    say("the red fox", "a red and quick fox", "a red hen")
    assert texts_of('"red fox"') == ["the red fox"]
    assert texts_of('"red fo') == ["the red fox"]
    assert texts_of('"red fo"') == []
    assert texts_of("red -hen -quick") == ["the red fox"]
    assert texts_of('red -"red fox"') == ["a red hen", "a red and quick fox"]
    assert texts_of("-red") == []


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Łódź, Kraków", "lodz krakow"),
        ("cafe\u0301 au lait", "café"),
        ("café", "cafe\u0301"),
        ("die Straße", "strasse"),
        ("die Strasse", "straße"),
        ("ＡＢＣ １２", "abc 12"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
        ("İstanbul", "istanbul"),
        ("snake_case_name", "case name"),
        ("日本語のテキスト", "本語"),
        ("東京は大きい", "京"),
        ("学校에서 만나요", "만나"),
        ("학교에서", "학교"),
        ("iPhone用アプリ", "アプリ"),
        ("iPhone用アプリ", "iphone"),
        ("ข้อความภาษาไทย", "ภาษา"),
        ("हिन्दी में", "हिन्दी"),
        ("version 3.14", "3.14"),
        ("don’t", "don't"),
        ("мама мыла", "МЫЛА"),
        ("done 🙂", "🙂"),
        ("👩‍🚀 in space", "🚀"),
        ("👩‍🚀 in space", "👩‍🚀"),
        ("well👍🏽done", "👍"),
        ("I ❤️ it", "❤"),
        ("hot ☕, please", "☕ please"),
    ],
)
def test_words_of_many_scripts_are_found_and_marked(store, say, written, typed):
    say(f"before {written} after")
    (hit,) = store.search(SearchQuery(typed))
    assert HIT_START in hit.excerpt
    assert hit.excerpt.replace(HIT_START, "").replace(HIT_END, "") == f"before {written} after"


def test_characters_of_a_run_must_stand_side_by_side(texts_of, say):
    say("日本語")
    assert texts_of("日語") == []
    assert texts_of("か") == []
    say("🌍🙂🚀")
    assert texts_of("🌍🚀") == []
    assert texts_of("🙂🚀") == ["🌍🙂🚀"]


@pytest.mark.parametrize(
    "query",
    [
        *("", "  ", '"', '""', "AND", "NEAR(", "a* OR", "-x", "^", "(", "\0", "x\0", "\ud83d"),
        *("+++", "text:", "-", '-"', "a" * 100_000, "b " * 100_000),
    ],
)
def test_nothing_that_is_typed_is_an_operator(store, conversation, query):
    assert store.search(SearchQuery(query)) == ()


def test_the_index_follows_renaming_and_streaming(store, conversation):
    store.rename(conversation.id, "Astronomy")
    assert store.search(SearchQuery("krakow")) == ()
    assert len(store.search(SearchQuery("astronomy"))) == 1
    answer = conversation.append(Message.assistant(""), status=MessageStatus.STREAMING)
    store.add_version(conversation.id, answer)
    store.append_text(answer.id, "The Per")
    store.append_text(answer.id, "seids")
    store.finish(answer.id, MessageStatus.COMPLETE)
    assert [hit.message_id for hit in store.search(SearchQuery("perseids"))] == [answer.id]


def test_a_message_on_a_branch_that_is_not_open_is_found(store, conversation):
    first = conversation.branch()[0]
    other = conversation.add_version(Message.user("What is an eclipse?"), None)
    store.add_version(conversation.id, other)
    (hit,) = store.search(SearchQuery("shower"))
    assert hit.message_id == first.id
    assert first not in store.load(conversation.id).branch()


def test_what_is_in_the_bin_is_not_found(store, conversation):
    store.delete(conversation.id)
    assert store.search(SearchQuery("meteor")) == ()
    store.restore(conversation.id)
    assert len(store.search(SearchQuery("meteor"))) == 2


def test_numbers_of_deleted_rows_may_come_again(store, conversation, say):
    store.search(SearchQuery("meteor"))
    store.delete(conversation.id)
    store.empty_bin()
    say("quite another thing", title="fresh")
    assert store.search(SearchQuery("meteor")) == store.search(SearchQuery("krakow")) == ()
    assert len(store.search(SearchQuery("another"))) == 1


def test_the_number_of_hits_is_bounded(store, conversation):
    assert len(store.search(SearchQuery("meteor", limit=1))) == 1


def test_order_is_by_rank_and_then_by_time(texts_of, say):
    say("the comet came", "the comet left", begin=datetime(2026, 5, 1, tzinfo=UTC))
    say("the comet burnt", begin=datetime(2026, 3, 1, tzinfo=UTC))
    say("comet comet comet", begin=datetime(2020, 1, 1, tzinfo=UTC))
    say(*(f"something else {number}" for number in range(20)))
    assert texts_of("comet") == [
        "comet comet comet",
        "the comet left",
        "the comet came",
        "the comet burnt",
    ]


def test_pictures_and_sound(texts_of, say, attached):
    say(
        Message.user("look at the boat", attached("boat.png")),
        Message.assistant("A boat on a lake."),
        "no more of this boat",
    )
    say(Message.user("boat song", attached("song.wav", b"la", AttachmentKind.AUDIO)))
    assert texts_of("lake", has_image=True) == ["A boat on a lake."]
    assert set(texts_of("boat", has_image=True)) == {
        "look at the boat boat.png",
        "A boat on a lake.",
    }
    assert texts_of("boat", has_audio=True) == ["boat song song.wav"]
    assert texts_of("boat", has_audio=True, has_image=True) == []
    say(Message.user("boat film", attached("boat.mp4", b"frames", AttachmentKind.VIDEO)))
    assert texts_of("boat", has_video=True) == ["boat film boat.mp4"]
    assert texts_of("boat", has_audio=True) == ["boat song song.wav"]


def test_few_pictures_are_not_looked_for_in_every_message(store, say, attached, steps_of):
    say(*(f"the boat {number}" for number in range(900)))
    say(Message.user("the boat", attached("boat.png")))
    everywhere = steps_of(lambda: store.search(SearchQuery("the")))
    seen = []
    among_pictures = steps_of(lambda: seen.extend(store.search(SearchQuery("the", has_image=True))))
    assert [hit.excerpt for hit in seen] == [f"{HIT_START}the{HIT_END} boat boat.png"]
    assert among_pictures < everywhere / 20
    assert steps_of(lambda: store.search(SearchQuery("the", has_audio=True))) < everywhere / 20


def test_many_pictures_are_found_as_well(monkeypatch, texts_of, say, attached):
    monkeypatch.setattr(search_filters, "_FEW", 2)
    say(*(Message.user(f"the boat {n}", attached(f"boat {n}.png")) for n in range(4)))
    assert len(texts_of("the", has_image=True)) == 4


def test_files_are_found_by_their_names(texts_of, say, attached):
    say(Message.user("", attached("IMG_2041.png")))
    assert texts_of("img 2041") == ["IMG_2041.png"]


def test_models(texts_of, say):
    for model in ("nano", "pro"):
        say("a question", Message.assistant(f"the answer of {model}"), model=model, title=model)
    assert texts_of("answer", model="pro") == ["the answer of pro"]
    assert texts_of("question", model="pro") == []
    assert texts_of("pro", model="nano") == []


def test_days_are_local_and_both_ends_belong_to_them(texts_of, say):
    noon = datetime(2026, 5, 4, 12).astimezone()
    for day in (-1, 0, 1):
        say(f"rain {day}", title=f"rain {day}", begin=noon + timedelta(days=day))
    fourth = date(2026, 5, 4)
    assert texts_of("rain", since=fourth, until=fourth) == ["rain 0", "rain 0"]
    assert set(texts_of("rain", since=fourth)) == {"rain 0", "rain 1"}
    assert set(texts_of("rain", until=fourth)) == {"rain 0", "rain -1"}
    assert len(texts_of("rain", since=date.min, until=date.max)) == 6


def test_filters_without_words_list_the_newest(texts_of, say):
    for number in range(3):
        at = datetime(2026, 1, 1 + number, tzinfo=UTC)
        say("q", Message.assistant(f"answer {number}"), model="pro", begin=at)
    assert texts_of(model="pro", limit=2) == ["answer 2", "answer 1"]
    assert texts_of("-2", model="pro") == ["answer 1", "answer 0"]
    assert texts_of("+", model="pro") == []


def test_folders_tags_and_the_archive(store, texts_of, say):
    from gemini_desk.chat.organisation import Folder, Tag

    here, there = say("a tram", title="here"), say("another tram", title="there")
    store.folders.add(Folder("work", "Work"))
    store.tags.add(Tag("t", "Later", "red"))
    store.set_folder(here.id, "work")
    store.set_tags(there.id, ("t",))
    store.set_archived(there.id, True)
    assert texts_of("tram", folder_id="work") == ["a tram"]
    assert texts_of("tram", tag_id="t") == ["another tram"]
    assert texts_of("tram", tag_id="t", archived=False) == []
    assert texts_of("there", tag_id="t") == ["there"]
    assert texts_of("here", tag_id="t") == []
    assert len(texts_of("tram")) == 2


def test_an_excerpt_shows_the_words_together_on_one_line(store, say):
    filling = "some words that fill the space between. " * 30
    say(f"A tiger alone.\n\n{filling}\nThe tiger\nate the goat. {filling}")
    (hit,) = store.search(SearchQuery("tiger goat"))
    assert f"The {HIT_START}tiger{HIT_END} ate the {HIT_START}goat{HIT_END}." in hit.excerpt
    assert hit.excerpt.startswith("…")
    assert hit.excerpt.endswith("…")
    assert len(hit.excerpt) < 200


def test_a_phrase_is_marked_as_one_and_its_words_elsewhere_are_not(store, say):
    say("red paint, a red fox")
    (hit,) = store.search(SearchQuery('"red fox"'))
    assert hit.excerpt == f"red paint, a {HIT_START}red fox{HIT_END}"


def test_a_very_long_message_has_an_excerpt_at_once(store, say):
    say("word " * 100_000 + "needle")
    (hit,) = store.search(SearchQuery("needle"))
    assert hit.excerpt.startswith("word word")


def test_a_thousand_newest_matches_are_ranked(store, say):
    say(*(f"tide {number}" for number in range(1100)))
    store.index.catch_up(for_s=60.0)
    hits = store.search(SearchQuery("tide", limit=2000))
    assert len(hits) == 1000
    assert "1099" in hits[0].excerpt


def test_a_damaged_answer_does_not_keep_a_message_from_being_found(store, database, conversation):
    with database.writing() as connection:
        connection.execute("UPDATE versions SET answer = '{broken', created_at = 'never'")
    assert len(store.search(SearchQuery("meteor"))) == 2


def test_indexing_goes_on_in_slices_with_the_newest_first(store, say):
    say(*(f"wave {number}" for number in range(200)))
    assert store.index.catch_up(for_s=0.0)
    hits = store.search(SearchQuery("wave"))
    assert 0 < len(hits) < 200
    assert "wave" in hits[0].excerpt
    while store.index.catch_up(for_s=0.01):
        pass
    assert len(store.search(SearchQuery("wave", limit=500))) == 200


@given(text=st.text(max_size=300), query=st.text(max_size=60))
def test_whatever_is_written_and_typed_makes_an_excerpt(text, query):
    shown = excerpt(text, parse(query).wanted)
    assert shown.count(HIT_START) >= text.count(HIT_START)
    plain = shown.replace(HIT_START, "").replace(HIT_END, "").strip("…").strip()
    kept = text.replace(HIT_START, "").replace(HIT_END, "")
    assert plain in " ".join(kept.split())


@given(query=st.text(alphabet="ab日 -\"'*()^:\0é", max_size=30))
def test_fts_understands_every_query(fts, query):
    terms = parse(query)
    if terms.wanted:
        fts.execute("SELECT rowid FROM found WHERE found MATCH ?", (terms.match,)).fetchall()


@pytest.fixture(scope="module")
def fts():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5 (text, prefix = '2')")
    connection.execute("INSERT INTO found VALUES ('a b aa bb 日 本')")
    yield connection
    connection.close()


def test_words_of_what_was_deleted_for_good_do_not_stay_in_the_index(store, database, say):
    def terms():
        connection = database._connection
        blocks = connection.execute("SELECT block FROM message_index_data").fetchall()
        blocks += connection.execute("SELECT block FROM title_index_data").fetchall()
        return b"".join(block for (block,) in blocks)

    for number in range(60):
        say(f"kept words {number}", title=f"kept {number}")
        store.index.catch_up(0.0)
    doomed = say("qqzsecret is here", title="xxzprivate")
    for number in range(60):
        say(f"later words {number}")
        store.index.catch_up(0.0)
    assert b"qzsecret" in terms()
    store.delete(doomed.id)
    store.empty_bin()
    while store.index.catch_up(0.01):
        pass
    assert b"zsecret" not in terms()
    assert b"zprivate" not in terms()
    assert len(store.search(SearchQuery("kept words", limit=500))) == 60
    assert len(store.search(SearchQuery("later"))) == 60


def test_what_was_written_last_is_found_however_little_time_there_is(store, say, monkeypatch):
    monkeypatch.setattr("gemini_desk.storage.search_store._CATCH_UP_S", 0.0)
    for number in range(30):
        say(f"pebble {number}", title=f"title {number}")
    assert any("pebble 29" in texts for texts in _plain(store, "pebble 29"))
    assert any("title 29" in texts for texts in _plain(store, "title 29"))


def _plain(store, text):
    hits = store.search(SearchQuery(text))
    return [hit.excerpt.replace(HIT_START, "").replace(HIT_END, "") for hit in hits]


def test_the_index_is_whole_after_many_changes(store, database, conversation, say):
    for number in range(50):
        kept = say(f"message {number}", title=f"title {number}")
        if number % 2:
            store.delete(kept.id)
    store.empty_bin()
    store.index.catch_up(for_s=60.0)
    with database.writing() as connection:
        for index in ("message_index", "title_index"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
        try:
            counts = connection.execute(
                "SELECT (SELECT count(*) FROM message_index), (SELECT count(*) FROM search_rows), "
                "(SELECT count(*) FROM versions)"
            ).fetchone()
        except sqlite3.Error as error:
            pytest.fail(str(error))
    assert len(set(counts)) == 1
