"""Messages that wait: their order, their turn, their way over a restart."""

import pytest

from gemini_desk.chat.draft import Draft
from gemini_desk.errors import OutOfMemoryError
from gemini_desk.tasks.attach import attach
from gemini_desk.ui.chat.queue_controller import (
    HELD_BY_BRANCH,
    HELD_BY_ERROR,
    HELD_BY_STOP,
    HELD_SINCE_CLOSING,
)
from tests.helpers import asking
from tests.helpers.scripted_backend import Pause
from tests.ui.chat.conftest import Parts


def texts(parts, conversation_id=None):
    messages = parts.queue.messages(conversation_id or parts.conversation.id)
    return [message.draft.text for message in messages]


def said(parts):
    """What the person said, as far as it was sent."""
    return [v.message.text for v in parts.conversation.branch() if v.message.role == "user"]


@pytest.fixture
def pause(qtbot, parts):
    """The model is in the middle of an answer to “first”."""
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.sending.submit(Draft("first"))
    return pause


def test_what_is_sent_while_it_answers_goes_one_after_the_other(qtbot, parts, pause):
    for text in ("second", "third"):
        parts.sending.submit(Draft(text))
    assert texts(parts) == ["second", "third"]
    assert said(parts) == ["first"]
    pause.release()
    qtbot.waitUntil(lambda: said(parts) == ["first", "second", "third"], timeout=10_000)
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=10_000)
    assert texts(parts) == []
    last = parts.backend.requests[-1].messages
    assert [message.text for message in last][:4] == ["first", "Hello", "second", "second"]


def test_the_queue_is_on_disk_with_its_files(qtbot, parts, pause, tmp_path):
    picture = attach(asking.picture(tmp_path, 1).path)
    parts.sending.submit(Draft("look", (picture,)))
    parts.store.flush()
    (kept,) = parts.store.submit(lambda store: store.drafts.queue(parts.conversation.id)).result(10)
    assert kept.draft.text == "look"
    assert kept.draft.attachments[0].sha256 == picture.sha256
    assert kept.draft.attachments[0].path.read_bytes() == picture.path.read_bytes()
    pause.release()
    qtbot.waitUntil(lambda: said(parts) == ["first", "look"], timeout=10_000)
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=10_000)
    left = parts.store.submit(lambda store: store.drafts.queue(parts.conversation.id)).result(10)
    assert left == ()


def test_after_a_stop_it_waits_and_says_so(qtbot, parts, pause):
    parts.sending.submit(Draft("second"))
    parts.sending.submit(Draft("third"))
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.stop()
    assert texts(parts) == ["second", "third"]
    assert parts.queue.held(parts.conversation.id) == HELD_BY_STOP
    parts.queue.resume()
    qtbot.waitUntil(lambda: said(parts) == ["first", "second", "third"], timeout=10_000)
    assert parts.queue.held(parts.conversation.id) == ""
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=10_000)


def test_it_waits_when_another_version_is_open_than_the_one_it_was_written_for(qtbot, parts):
    with qtbot.waitSignal(parts.messages.answer_ended) as ended:
        parts.sending.submit(Draft("first"))
    pause = Pause()
    parts.backend.queue_reply("another", pause)
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.regenerate(ended.args[0].id)
    parts.sending.submit(Draft("second"))
    parts.branches.step_version(parts.conversation.leaf_id, -1)
    with qtbot.waitSignal(parts.messages.answer_ended):
        pause.release()
    assert texts(parts) == ["second"]
    assert said(parts) == ["first"]
    assert parts.queue.held(parts.conversation.id) == HELD_BY_BRANCH


def test_after_an_error_it_waits_and_says_so(qtbot, parts):
    pause = Pause()
    parts.backend.queue_reply("Hel", pause, OutOfMemoryError("The memory ran out."))
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.sending.submit(Draft("first"))
    parts.sending.submit(Draft("second"))
    with qtbot.waitSignal(parts.messages.answer_ended):
        pause.release()
    assert texts(parts) == ["second"]
    assert parts.queue.held(parts.conversation.id) == HELD_BY_ERROR


def test_send_now_stops_the_answer_and_goes_first(qtbot, parts, pause):
    parts.sending.submit(Draft("second"))
    parts.sending.submit(Draft("urgent"))
    urgent = parts.queue.messages(parts.conversation.id)[1]
    parts.queue.send_now(urgent.id)
    qtbot.waitUntil(lambda: said(parts) == ["first", "urgent", "second"], timeout=10_000)
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=10_000)
    assert texts(parts) == []


def test_moving_editing_and_removing(qtbot, parts, pause):
    for text in ("a", "b", "c"):
        parts.sending.submit(Draft(text))
    conversation_id = parts.conversation.id
    ids = {message.draft.text: message.id for message in parts.queue.messages(conversation_id)}
    parts.queue.move(conversation_id, ids["c"], -1)
    assert texts(parts) == ["a", "c", "b"]
    parts.queue.move(conversation_id, ids["a"], -1)  # it is the first one already
    parts.queue.move(conversation_id, ids["a"], 1)
    assert texts(parts) == ["c", "a", "b"]
    message, place = parts.queue.take(conversation_id, ids["a"])
    assert texts(parts) == ["c", "b"]
    parts.queue.put_back(conversation_id, message, place)
    assert texts(parts) == ["c", "a", "b"]
    assert parts.queue.take(conversation_id, "no such message") is None
    pause.release()
    qtbot.waitUntil(lambda: said(parts) == ["first", "c", "a", "b"], timeout=10_000)
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=10_000)


def edit(parts, text):
    """Take a message into the composer, as its button does."""
    found = {it.draft.text: it.id for it in parts.queue.messages(parts.conversation.id)}
    return parts.queue.take_to_edit(parts.conversation.id, found[text])


def test_an_edited_message_waits_where_it_waited_whatever_happens_meanwhile(qtbot, parts, pause):
    for text in ("a", "b", "c", "d"):
        parts.sending.submit(Draft(text))
    found = {it.draft.text: it.id for it in parts.queue.messages(parts.conversation.id)}
    assert edit(parts, "b") == Draft("b")
    parts.queue.move(parts.conversation.id, found["d"], -1)
    parts.queue.take(parts.conversation.id, found["c"])
    parts.sending.submit(Draft("b2"))
    assert texts(parts) == ["a", "b2", "d"]
    assert edit(parts, "d") == Draft("d")
    parts.sending.submit(Draft("d2"))
    assert texts(parts) == ["a", "b2", "d2"]
    parts.sending.submit(Draft("e"))
    assert texts(parts) == ["a", "b2", "d2", "e"]
    parts.store.flush()
    kept = parts.store.submit(lambda store: store.drafts.queue(parts.conversation.id)).result(10)
    assert [message.draft.text for message in kept] == ["a", "b2", "d2", "e"]
    assert parts.queue.take_to_edit(parts.conversation.id, "no such message") is None


def test_two_that_are_edited_at_once_wait_where_the_first_of_them_did(parts, pause):
    for text in ("a", "b", "c", "d"):
        parts.sending.submit(Draft(text))
    for text in ("c", "b"):
        edit(parts, text)
    parts.sending.submit(Draft("b and c"))
    assert texts(parts) == ["a", "b and c", "d"]


def test_what_was_edited_and_sent_at_once_leaves_no_place_behind(qtbot, parts, pause):
    for text in ("a", "b"):
        parts.sending.submit(Draft(text))
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.stop()
    edit(parts, "a")
    again = Pause()
    parts.backend.queue_reply("Hel", again, "lo")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.sending.submit(Draft("a2"))
    parts.sending.submit(Draft("c"))
    assert texts(parts) == ["b", "c"]


def test_it_goes_on_while_the_person_is_in_another_conversation(qtbot, parts, pause):
    first = parts.conversation
    parts.sending.submit(Draft("second"))
    parts.conversations.open_new()
    assert texts(parts) == []
    with qtbot.waitSignal(
        parts.answers.ended,
        check_params_cb=lambda conversation, version: version.message.text == "second",
    ):
        pause.release()
    stored = parts.store.submit(lambda store: store.load(first.id)).result(10)
    assert [v.message.text for v in stored.branch()] == ["first", "Hello", "second", "second"]
    assert parts.conversation.versions == {}, "nothing was sent to the one that is open"


def test_a_queue_survives_a_restart_and_waits(qtbot, parts, pause, profile):
    parts.sending.submit(Draft("second"))
    conversation_id = parts.conversation.id
    parts.close()
    again = Parts(profile.data_dir)
    try:
        with qtbot.waitSignal(
            again.queue.changed, check_params_cb=lambda _: bool(texts(again, conversation_id))
        ):
            again.conversations.open_stored(conversation_id)
        assert texts(again) == ["second"]
        assert again.queue.held(conversation_id) == HELD_SINCE_CLOSING
        with qtbot.waitSignal(again.messages.answer_ended):
            again.queue.resume()
        assert said(again) == ["first", "second"]
    finally:
        again.close()


def test_a_vanished_file_is_named_and_the_rest_waits(qtbot, parts, pause, profile, tmp_path):
    picture = attach(asking.picture(tmp_path, 1).path)
    parts.sending.submit(Draft("look", (picture,)))
    conversation_id = parts.conversation.id
    parts.close()
    blobs = profile.data_dir / "blobs"
    for file in blobs.rglob(f"*{picture.sha256[-16:]}*"):
        file.unlink()
    again = Parts(profile.data_dir)
    try:
        with qtbot.waitSignal(again.queue.notice) as notice:
            again.conversations.open_stored(conversation_id)
        assert picture.name in notice.args[1]
        assert texts(again) == ["look"]
        assert again.queue.messages(conversation_id)[0].draft.attachments == ()
    finally:
        again.close()


def test_what_waits_in_the_new_conversation_goes_along(parts):
    first = parts.conversation.id
    parts.queue.add(first, Draft("too long"))
    parts.conversations.open_new()
    assert parts.conversation.id != first
    assert texts(parts) == ["too long"]
    parts.store.flush()
    kept = parts.store.submit(lambda store: store.drafts.queue_new()).result(10)
    assert kept[0] == parts.conversation.id
    assert [message.draft.text for message in kept[1]] == ["too long"]


def test_what_never_became_a_conversation_is_there_after_a_restart(qtbot, parts, profile):
    parts.queue.add(parts.conversation.id, Draft("too long"))
    parts.close()
    again = Parts(profile.data_dir)
    heard = []
    try:
        again.queue.begin(heard.append)
        qtbot.waitUntil(lambda: heard == [True])
        assert texts(again) == ["too long"]
        assert again.queue.held(again.conversation.id) == HELD_SINCE_CLOSING
        with qtbot.waitSignal(again.messages.answer_ended):
            again.queue.resume()
        assert said(again) == ["too long"]
        again.conversations.open_new()
        assert texts(again) == [], "it was sent, and goes nowhere else"
        left = again.store.submit(lambda store: store.drafts.queue_new()).result(10)
        assert left is None
    finally:
        again.close()


def test_what_waits_since_the_start_is_not_taken_for_something_older(qtbot, parts):
    message = parts.queue.add(parts.conversation.id, Draft("too long"))
    heard = []
    parts.queue.begin(heard.append)
    parts.queue.take(parts.conversation.id, message.id)
    qtbot.waitUntil(lambda: heard == [False])
    assert texts(parts) == []
