"""Transcripts on disk: as they come, after an edit, found, exported, and their recordings kept."""

from dataclasses import replace

import pytest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import Conversation, MessageId, MessageStatus
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.message import Message, Role, TextPart, TranscriptPart
from gemini_desk.storage.search_query import SearchQuery
from gemini_desk.transcripts.transcript import Damage, Segment, Transcript

SEGMENTS = (
    Segment(0.5, 4.0, "Good morning.", 0.9, None, (0.95, None)),
    Segment(5.0, 9.25, "The harbour lies in fog.", None, "Ada"),
    Segment(9.25, 12.0, "Boats wait."),
)
WHOLE = Transcript("English", 14.5, SEGMENTS)


@pytest.fixture
def recording(attached):
    return attached("memo.wav", b"la la la", AttachmentKind.AUDIO)


@pytest.fixture
def begun(store, recording):
    """A stored conversation with a transcript that is just being made, and its message's id."""
    conversation = Conversation.new()
    conversation.append(Message.user("What was decided?", recording))
    part = TranscriptPart(recording, Transcript("English", 14.5, (), 0.0))
    answer = conversation.append(Message(Role.ASSISTANT, (part,)), status=MessageStatus.STREAMING)
    store.save_new(conversation)
    return conversation, answer.id


def transcript_of(store, begun):
    conversation, message_id = begun
    return store.load(conversation.id).versions[message_id].message.transcript.transcript


def test_segments_are_appended_as_they_come(store, begun):
    _, message_id = begun
    store.transcripts.append(message_id, SEGMENTS[:2], 9.25)
    assert transcript_of(store, begun) == replace(WHOLE, segments=SEGMENTS[:2], done_s=9.25)
    store.transcripts.append(message_id, (), 9.5)  # a pause
    store.transcripts.append(message_id, SEGMENTS[2:], None)
    assert transcript_of(store, begun) == WHOLE


def test_an_edit_replaces_it_and_nothing_else(store, begun):
    _, message_id = begun
    store.transcripts.append(message_id, SEGMENTS, None)
    edited = replace(WHOLE, segments=(SEGMENTS[0], replace(SEGMENTS[2], text="Boats sail.")))
    store.transcripts.replace(message_id, edited)
    assert transcript_of(store, begun) == edited


def test_an_edit_loses_nothing_that_was_heard_meanwhile(store, begun):
    _, message_id = begun
    store.transcripts.append(message_id, SEGMENTS[:1], 4.5)
    seen = transcript_of(store, begun)
    store.transcripts.append(message_id, SEGMENTS[1:2], 9.25)
    by_hand = replace(SEGMENTS[0], text="Good evening.", confidence=None, word_confidences=())
    store.transcripts.replace(message_id, replace(seen, segments=(by_hand,)))
    now = transcript_of(store, begun)
    assert now.segments == (by_hand, SEGMENTS[1])
    assert now.done_s == 9.25
    store.transcripts.append(message_id, SEGMENTS[2:], None, duration_s=14.25, track=1)
    store.transcripts.replace(message_id, replace(seen, segments=(by_hand,)))
    now = transcript_of(store, begun)
    assert now == Transcript("English", 14.5, (by_hand, *SEGMENTS[1:]), None, 0)


def test_the_length_and_the_track_are_known_at_the_end(store, begun):
    _, message_id = begun
    store.transcripts.append(message_id, SEGMENTS, None, duration_s=14.25, track=1)
    assert transcript_of(store, begun) == replace(WHOLE, duration_s=14.25, track=1)


def test_a_message_that_is_gone_or_has_none_is_left_alone(store, begun):
    conversation, _ = begun
    question = conversation.branch()[0].id
    for message_id in (question, MessageId("gone")):
        store.transcripts.append(message_id, SEGMENTS, None)
        store.transcripts.replace(message_id, WHOLE)
    assert store.load(conversation.id).versions[question].message.transcript is None


def test_a_transcript_that_was_cut_off_is_found_interrupted_with_all_that_was_done(store, begun):
    conversation, message_id = begun
    store.transcripts.append(message_id, SEGMENTS[:2], 9.25)
    assert store.mark_interrupted() == 1
    version = store.load(conversation.id).versions[message_id]
    assert version.status is MessageStatus.INTERRUPTED
    assert version.message.transcript.transcript.segments == SEGMENTS[:2]


def test_an_answer_behind_the_transcript_follows_it(store, begun):
    conversation, message_id = begun
    store.transcripts.append(message_id, SEGMENTS, None)
    store.append_text(message_id, "That boats ")
    store.append_text(message_id, "wait.")
    store.finish(message_id, MessageStatus.COMPLETE)
    parts = store.load(conversation.id).versions[message_id].message.parts
    assert [type(part) for part in parts] == [TranscriptPart, TextPart]
    assert (parts[0].transcript, parts[1].text) == (WHOLE, "That boats wait.")


def test_its_recording_is_kept_while_it_is_in_use(store, blobs, recording):
    """Also where the question with the recording is gone, as after a fork from it."""
    conversation = Conversation.new()
    part = TranscriptPart(recording, WHOLE)
    conversation.append(Message(Role.ASSISTANT, (part,)))
    store.save_new(conversation)
    store.space.collect_garbage()
    kept = store.load(conversation.id).branch()[0].message.transcript.attachment
    assert kept.path.read_bytes() == b"la la la"
    store.delete(conversation.id)
    store.delete_for_good(conversation.id)
    assert not blobs.path_of(recording.sha256).exists()


def test_what_is_said_is_found_and_counts_as_sound(store, begun):
    conversation, message_id = begun
    store.transcripts.append(message_id, SEGMENTS, None)
    (hit,) = store.search(SearchQuery("fog harb", has_audio=True))
    assert (hit.conversation_id, hit.message_id) == (conversation.id, message_id)
    assert "\ue000fog\ue001" in hit.excerpt
    store.transcripts.replace(message_id, replace(WHOLE, segments=SEGMENTS[:1]))
    assert not store.search(SearchQuery("fog"))


def test_the_list_shows_how_it_begins(store, begun):
    _, message_id = begun
    assert store.list_conversations()[0].preview == ""
    store.transcripts.append(message_id, SEGMENTS, None)
    assert store.list_conversations()[0].preview == "Good morning."
    store.append_text(message_id, "Boats wait.")
    store.finish(message_id, MessageStatus.COMPLETE)
    assert store.list_conversations()[0].preview == "Boats wait."


def test_a_damaged_transcript_leaves_its_conversation_readable(store, database, begun, caplog):
    conversation, message_id = begun
    store.transcripts.append(message_id, SEGMENTS, None)
    with database.writing() as connection:
        connection.execute("UPDATE transcript_segments SET word_confidences = 'no JSON'")
    segments = transcript_of(store, begun).segments
    assert [segment.text for segment in segments] == [segment.text for segment in SEGMENTS]
    with database.writing() as connection:
        connection.execute("DELETE FROM transcripts")
    assert store.load(conversation.id).versions[message_id].message.parts == ()
    assert "confidences that cannot be read" in caplog.text
    assert "a part that cannot be read was left out" in caplog.text


def test_reading_an_hour_takes_two_statements_more(store, database, begun):
    _conversation, message_id = begun
    hour = [Segment(7.0 * n, 7.0 * n + 6.0, f"Words number {n}.") for n in range(500)]
    store.transcripts.append(message_id, hour, None)
    statements = []
    database.read(lambda it: it.set_trace_callback(statements.append))
    assert len(transcript_of(store, begun).segments) == 500
    assert len(statements) == 6


def test_the_chosen_sound_track_of_a_recording_is_kept(store, recording):
    film = replace(recording, track=1)
    conversation = Conversation.new()
    question = conversation.append(Message.user("What is said?", film))
    answer = conversation.append(
        Message(Role.ASSISTANT, (TranscriptPart(film, Transcript(None, 14.5, (), 0.0, 1)),))
    )
    store.save_new(conversation)
    versions = store.load(conversation.id).versions
    assert versions[question.id].message.attachments[0].track == 1
    assert versions[answer.id].message.transcript.attachment.track == 1


def test_what_cannot_be_read_is_kept_with_it_whatever_is_edited(store, begun):
    _, message_id = begun
    store.transcripts.append(message_id, SEGMENTS[:1], 4.5, damages=(Damage(4.0, 4.25),))
    seen = replace(transcript_of(store, begun), damages=())
    store.transcripts.append(message_id, SEGMENTS[1:], None, damages=(Damage(14.5),))
    # A job that goes on hears the file from its beginning, and meets the first place again.
    store.transcripts.append(message_id, (), None, damages=(Damage(4.0, 4.25),))
    known = (Damage(4.0, 4.25), Damage(14.5))
    assert transcript_of(store, begun).damages == known
    store.transcripts.revise(message_id, seen)
    assert transcript_of(store, begun) == replace(WHOLE, damages=known)


def test_damaged_notes_of_damage_do_no_harm(store, database, begun, caplog):
    _, message_id = begun
    store.transcripts.append(message_id, SEGMENTS, None, damages=(Damage(1.0),))
    for text in ("no JSON", "7", '[["a", null]]', "[[1]]"):
        with database.writing() as connection:
            connection.execute("UPDATE transcripts SET damages = ?", (text,))
        assert transcript_of(store, begun) == WHOLE
    assert "were left out" in caplog.text


def test_what_is_not_used_of_a_file_stays_with_it(store, recording):
    cut = replace(recording, note="The file was cut off: its sound ends at 0:14.")
    conversation = Conversation.new()
    question = conversation.append(Message.user("What is said?", cut))
    store.save_new(conversation)
    store.drafts.save(conversation.id, Draft("And this?", (cut,)))
    (read,) = store.load(conversation.id).versions[question.id].message.attachments
    assert read.note == cut.note
    assert store.drafts.load(conversation.id).attachments[0].note == cut.note
