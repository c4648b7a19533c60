"""Drafts: one for each conversation and one for the new one, over restarts."""

import pytest

from gemini_desk.chat.draft import Draft
from gemini_desk.tasks.attach import attach
from tests.helpers import asking
from tests.ui.chat.conftest import Parts


@pytest.fixture
def shown(parts):
    return watch(parts)


def watch(parts):
    """What the composer would show: it tells every change, as the wiring does."""
    seen = [Draft()]

    def show(draft):
        seen.append(draft)
        parts.drafts.update(draft)

    parts.drafts.shown.connect(show)
    return seen


def on_disk(parts, conversation_id):
    parts.store.flush()
    return parts.store.submit(lambda store: store.drafts.load(conversation_id)).result(10)


def new_on_disk(parts):
    parts.store.flush()
    return parts.store.submit(lambda store: store.drafts.load_new()).result(10)


def ask(qtbot, parts, text):
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send(text)
    return parts.conversation.id


def test_a_draft_is_on_disk_soon_and_goes_when_it_is_empty(qtbot, parts):
    id_ = ask(qtbot, parts, "hello")
    parts.drafts.update(Draft("half a thou"))
    parts.drafts.update(Draft("half a thought"))
    qtbot.waitUntil(lambda: on_disk(parts, id_) == Draft("half a thought"), timeout=3_000)
    parts.drafts.update(Draft())
    qtbot.waitUntil(lambda: on_disk(parts, id_) is None, timeout=3_000)


def test_each_conversation_has_its_own(qtbot, parts, shown):
    first = ask(qtbot, parts, "one")
    parts.drafts.update(Draft("to the first"))
    parts.conversations.open_new()
    assert shown[-1] == Draft()
    second = ask(qtbot, parts, "two")
    parts.drafts.update(Draft("to the second"))
    with qtbot.waitSignal(parts.open.opened):
        parts.conversations.open_stored(first)
    assert shown[-1] == Draft("to the first")
    assert on_disk(parts, second) == Draft("to the second")
    with qtbot.waitSignal(parts.open.opened):
        parts.conversations.open_stored(second)
    assert shown[-1] == Draft("to the second")


def test_the_new_conversation_has_one_whichever_it_is(qtbot, parts, shown):
    parts.drafts.update(Draft("not sent yet"))
    parts.drafts.flush()
    first_new = parts.conversation.id
    assert new_on_disk(parts) == (first_new, Draft("not sent yet"))
    parts.conversations.open_new()
    assert parts.conversation.id != first_new
    assert shown[-1] == Draft("not sent yet")
    parts.drafts.flush()
    assert new_on_disk(parts) == (parts.conversation.id, Draft("not sent yet"))
    assert on_disk(parts, first_new) is None


def test_the_first_message_takes_the_draft_along(qtbot, parts):
    parts.drafts.update(Draft("hello"))
    parts.drafts.flush()
    parts.drafts.update(Draft())  # as the composer does before it sends
    id_ = ask(qtbot, parts, "hello")
    parts.drafts.update(Draft("and then"))
    parts.drafts.flush()
    assert on_disk(parts, id_) == Draft("and then")
    assert new_on_disk(parts) is None


def test_what_is_written_right_behind_the_first_message_is_kept(qtbot, parts):
    parts.drafts.update(Draft("hello"))
    parts.drafts.flush()
    parts.drafts.update(Draft())
    parts.messages.send("hello")
    parts.drafts.update(Draft("and then"))  # before the empty one was written
    parts.drafts.flush()
    assert on_disk(parts, parts.conversation.id) == Draft("and then")
    with qtbot.waitSignal(parts.messages.answer_ended):
        pass


def test_everything_is_there_after_a_restart(qtbot, parts, profile, tmp_path):
    picture = attach(asking.picture(tmp_path, 1).path)
    id_ = ask(qtbot, parts, "hello")
    parts.drafts.update(Draft("what is it?", (picture,)))
    parts.conversations.open_new()
    parts.drafts.update(Draft("something new"))
    parts.close()
    again = Parts(profile.data_dir)
    shown = watch(again)
    heard = []
    try:
        again.drafts.begin(heard.append)
        qtbot.waitUntil(lambda: heard == [True])
        assert shown[-1] == Draft("something new")
        with qtbot.waitSignal(again.open.opened):
            again.conversations.open_stored(id_)
        qtbot.waitUntil(lambda: shown[-1].text == "what is it?")
        (kept,) = shown[-1].attachments
        assert (kept.sha256, kept.name) == (picture.sha256, picture.name)
        assert kept.path.is_file()
    finally:
        again.close()


def test_what_is_written_before_the_draft_comes_is_kept_behind_it(qtbot, parts, profile):
    id_ = ask(qtbot, parts, "hello")
    parts.drafts.update(Draft("before"))
    parts.close()
    again = Parts(profile.data_dir)
    shown = watch(again)
    try:
        with qtbot.waitSignal(again.open.opened):
            again.conversations.open_stored(id_)
        again.drafts.update(Draft("since"))
        again.drafts.flush()
        qtbot.waitUntil(lambda: shown[-1] == Draft("before\nsince"))
        again.drafts.flush()
        assert on_disk(again, id_) == Draft("before\nsince")
    finally:
        again.close()


@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_written_is_kept_when_it_closes_before_the_draft_comes(
    qtbot, parts, profile, is_new
):
    id_ = ask(qtbot, parts, "hello")
    if is_new:
        parts.conversations.open_new()
    parts.drafts.update(Draft("before"))
    parts.close()
    again = Parts(profile.data_dir)
    if is_new:
        again.drafts.begin(lambda _: None)
    else:
        with qtbot.waitSignal(again.open.opened):
            again.conversations.open_stored(id_)
    again.drafts.update(Draft("since"))
    again.drafts.close()
    kept = new_on_disk(again)[1] if is_new else on_disk(again, id_)
    assert kept == Draft("before\nsince")
    again.close()


def test_what_is_written_before_the_store_is_open_is_there_once(qtbot, parts):
    parts.drafts.expect()
    parts.drafts.update(Draft("early"))
    parts.drafts.flush()
    heard = []
    parts.drafts.begin(heard.append)
    qtbot.waitUntil(lambda: heard == [True])
    qtbot.waitUntil(
        lambda: new_on_disk(parts) == (parts.conversation.id, Draft("early")), timeout=10_000
    )


def test_what_is_written_while_the_newest_conversation_opens_goes_there(qtbot, parts, profile):
    id_ = ask(qtbot, parts, "hello")
    parts.close()
    again = Parts(profile.data_dir)
    shown = watch(again)
    try:
        heard = []
        again.drafts.begin(heard.append)
        qtbot.waitUntil(lambda: heard == [False])
        again.drafts.update(Draft("already"))
        with qtbot.waitSignal(again.open.opened):
            again.conversations.open_latest()
        assert again.conversation.id == id_
        qtbot.waitUntil(lambda: shown[-1] == Draft("already"))
        qtbot.waitUntil(lambda: on_disk(again, id_) == Draft("already"), timeout=10_000)
        assert new_on_disk(again) is None
    finally:
        again.close()


def test_a_vanished_file_is_named_and_the_rest_stays(qtbot, parts, profile, tmp_path):
    picture = attach(asking.picture(tmp_path, 1).path)
    other = attach(asking.picture(tmp_path, 2).path)
    id_ = ask(qtbot, parts, "hello")
    parts.drafts.update(Draft("what is it?", (picture, other)))
    parts.close()
    for file in (profile.data_dir / "blobs").rglob(f"*{picture.sha256[-16:]}*"):
        file.unlink()
    again = Parts(profile.data_dir)
    shown = watch(again)
    try:
        with qtbot.waitSignal(again.drafts.notice) as notice:
            again.conversations.open_stored(id_)
        level, text, hint = notice.args
        assert (level, hint) == ("warning", "Attach it again.")
        assert picture.name in text
        assert shown[-1].text == "what is it?"
        assert [attachment.name for attachment in shown[-1].attachments] == [other.name]
    finally:
        again.close()


def test_a_file_that_is_ready_late_joins_its_draft(qtbot, parts, shown, tmp_path):
    picture = attach(asking.picture(tmp_path, 1).path)
    id_ = ask(qtbot, parts, "one")
    parts.drafts.update(Draft("with a picture"))
    key = parts.drafts.current_key
    parts.conversations.open_new()
    parts.drafts.attach_to(key, picture)
    assert shown[-1] == Draft()
    parts.drafts.flush()
    assert [kept.name for kept in on_disk(parts, id_).attachments] == [picture.name]
