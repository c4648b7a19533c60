"""Recordings become transcripts: through the real pipeline, with a scripted model."""

from dataclasses import replace

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.message import Role, TextPart, TranscriptPart
from gemini_desk.chat.transcription import TRANSCRIBE
from gemini_desk.engine.events import LoadRequest
from gemini_desk.errors import OutOfMemoryError
from gemini_desk.tasks.attach import attach
from gemini_desk.ui.chat.keeping_controller import KeepingController
from gemini_desk.ui.chat.transcript_controller import TranscriptController
from gemini_desk.ui.chat.transcript_resuming import TranscriptResuming
from tests.helpers.recordings import recording_file
from tests.helpers.scripted_backend import Pause

WORDS = ("first", "second", "third", "fourth")


@pytest.fixture
def recording(parts, tmp_path):
    """Makes a stored recording in which somebody speaks so many times, with pauses between."""

    def make(times=4, name="memo.wav"):
        attachment = attach(recording_file(tmp_path / name, times), AttachmentKind.AUDIO)
        return parts.store.blobs.keep(attachment)

    return make


@pytest.fixture
def wait(qtbot):
    """Waits for a signal as long as decoding may take on a busy machine."""
    return lambda signal: qtbot.waitSignal(signal, timeout=30_000)


@pytest.fixture
def reached(qtbot):
    """Waits until the model stands at a pause."""
    return lambda pause: qtbot.waitUntil(lambda: pause.is_reached, timeout=30_000)


def say(parts, *words):
    for word in words:
        parts.backend.queue_reply(*([word] if isinstance(word, str) else word))


def texts_of(version):
    return [segment.text for segment in version.message.transcript.transcript.segments]


def clips_of(request):
    return [clip for message in request.messages for clip in message.attachments]


def test_a_recording_longer_than_the_model_takes_becomes_a_transcript(parts, recording, wait):
    say(parts, *WORDS)
    seen = []
    parts.messages.transcript_changed.connect(lambda version: seen.append(len(texts_of(version))))
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("", [recording()])
    (version,) = ended.args
    assert texts_of(version) == list(WORDS)
    assert version.message.transcript.transcript.complete
    assert version.message.text == ""
    assert (version.status, version.answer.finish_reason) == (
        MessageStatus.COMPLETE,
        FinishReason.STOP,
    )
    assert version.answer.usage.prompt_tokens == 40
    assert sorted(set(seen)) == [0, 1, 2, 3, 4]
    assert parts.on_disk().branch()[-1] == version
    assert all(
        clip.duration_s < 30 for request in parts.backend.requests for clip in clips_of(request)
    )
    assert not parts.messages.is_answering


def test_what_else_was_asked_is_answered_in_the_same_message(parts, recording, wait):
    say(parts, *WORDS, "They said four words.")
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("How many words?", [recording()])
    (version,) = ended.args
    assert [type(part) for part in version.message.parts] == [TranscriptPart, TextPart]
    assert version.message.text == "They said four words."
    assert parts.on_disk().branch()[-1].message == version.message
    asked = parts.backend.requests[-1]
    assert not clips_of(asked)
    assert "[0:00] first\n" in asked.messages[-1].text
    assert "\nHow many words?\n" in asked.messages[-1].text


def test_a_short_clip_is_heard_unless_a_transcript_is_asked_for(parts, recording, wait):
    clip = recording(1)
    say(parts, "A greeting.", "first")
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("What is it?", [clip])
    assert ended.args[0].message.transcript is None
    assert clips_of(parts.backend.requests[-1]) == [clip]
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send(TRANSCRIBE, [clip])
    assert texts_of(ended.args[0]) == ["first"]


def test_a_later_question_is_answered_from_the_transcript(parts, recording, wait):
    say(parts, *WORDS, "Second.", "Again.")
    with wait(parts.messages.answer_ended):
        parts.messages.send("", [recording()])
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("What came after the first?")
    assert ended.args[0].message.text == "Second."
    request = parts.backend.requests[-1]
    assert not clips_of(request)
    (question,) = request.messages
    assert question.text.count("[0:00] first") == 1
    assert "\nWhat came after the first?\n" in question.text
    parts.open.open(parts.on_disk())  # also after a restart
    with wait(parts.messages.answer_ended):
        parts.messages.send("And then?")
    assert not clips_of(parts.backend.requests[-1])


def test_stop_keeps_what_was_heard_and_continue_goes_on(parts, recording, wait, reached):
    pause = Pause()
    say(parts, "first", "second", [pause, "thi"])
    with wait(parts.messages.answer_began):
        parts.messages.send("", [recording()])
    reached(pause)
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.stop()
    (version,) = ended.args
    assert texts_of(version) == ["first", "second"]
    assert not version.message.transcript.transcript.complete
    assert version.answer.finish_reason is FinishReason.CANCELLED
    assert version.may_go_on
    assert parts.on_disk().branch()[-1] == version
    say(parts, "third", "fourth")
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.continue_answer(version.id)
    assert ended.args[0].id == version.id
    assert texts_of(ended.args[0]) == list(WORDS)
    assert parts.on_disk().branch()[-1] == ended.args[0]
    assert len(parts.backend.requests) == 5


def test_a_question_in_another_conversation_goes_between_two_pieces(
    parts, recording, wait, reached, qtbot, monkeypatch
):
    pause = Pause()
    say(parts, "first", [pause, "second"], "Hello to you.", "third", "fourth")
    with wait(parts.messages.answer_began):
        parts.messages.send("", [recording()])
    reached(pause)
    transcribing = parts.conversation
    parts.conversations.open_new()
    ended = []
    parts.answers.ended.connect(lambda _, version: ended.append(version))
    asked = []
    submit = parts.recorder.submit
    monkeypatch.setattr(
        parts.recorder,
        "submit",
        lambda *args, **kwargs: (job := submit(*args, **kwargs), asked.append(job))[0],
    )
    parts.messages.send("Hello")
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=30_000)  # it stands in the queue
    pause.release()
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=30_000)
    # In what order the window hears of the ends is chance: an answer comes with the next frame,
    # a transcript at once. What the model read is not.
    assert [bool(clips_of(request)) for request in parts.backend.requests] == [
        True,
        True,
        False,
        True,
        True,
    ]
    chat, transcript = sorted(ended, key=lambda version: version.id == transcribing.leaf_id)
    assert chat.message.text == "Hello to you."
    assert texts_of(transcript) == list(WORDS)
    assert transcribing.versions[transcript.id] == transcript


def test_the_second_of_two_waits_and_can_be_stopped_at_once(parts, recording, wait, reached):
    pause = Pause()
    say(parts, [pause, "first"], "second")
    with wait(parts.messages.answer_began):
        parts.messages.send("", [recording()])
    reached(pause)
    parts.conversations.open_new()
    told = []
    parts.messages.activity_changed.connect(lambda _, text: told.append(text))
    with wait(parts.messages.transcript_changed):
        parts.messages.send("", [recording(5, "other.wav")])
    assert told[-1] == "Waiting for another transcript…"
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.stop()
    assert ended.args[0].answer.finish_reason is FinishReason.CANCELLED
    say(parts, "third", "fourth")
    with wait(parts.answers.ended) as ended:
        pause.release()
    assert len(texts_of(ended.args[1])) == len(WORDS)


def test_an_error_is_said_and_retry_goes_on_where_it_stopped(parts, recording, wait):
    say(parts, "first", [OutOfMemoryError("Too little memory.", hint="Close something.")])
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("", [recording()])
    (version,) = ended.args
    assert version.status is MessageStatus.FAILED
    assert (version.answer.error, version.answer.error_hint) == (
        "Too little memory.",
        "Close something.",
    )
    assert texts_of(version) == ["first"]
    say(parts, *WORDS[1:])
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.retry(version.id)
    assert ended.args[0].id == version.id
    assert texts_of(ended.args[0]) == list(WORDS)


def test_a_recording_that_is_gone_is_said(parts, recording, wait):
    clip = recording()
    say(parts, *WORDS)
    parts.store.submit(lambda store: clip.path.unlink()).result(10)
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("", [clip])
    (version,) = ended.args
    assert version.status is MessageStatus.FAILED
    assert version.answer.error


def test_an_edit_meanwhile_is_kept(parts, recording, wait, reached, qtbot):
    pause = Pause()
    say(parts, "first", [pause, "second"], "third", "fourth")
    with wait(parts.messages.transcript_changed):
        parts.messages.send("", [recording()])
    reached(pause)
    message_id = parts.conversation.leaf_id

    def transcript():
        return parts.conversation.versions[message_id].message.transcript.transcript

    qtbot.waitUntil(lambda: len(transcript().segments) == 1)
    edited = replace(transcript(), segments=(replace(transcript().segments[0], text="by hand"),))
    parts.store.submit(lambda store: store.transcripts.replace(message_id, edited)).result(10)
    parts.transcriptions.replace(message_id, edited)
    with wait(parts.messages.answer_ended) as ended:
        pause.release()
    assert texts_of(ended.args[0]) == ["by hand", *WORDS[1:]]
    assert parts.on_disk().branch()[-1] == ended.args[0]


def test_regenerating_the_answer_does_not_hear_an_hour_again(parts, recording, wait):
    say(parts, *WORDS, "Four.", "Four words.")
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("How many words?", [recording()])
    (before,) = ended.args
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.regenerate(before.id)
    (version,) = ended.args
    assert version.id != before.id
    assert version.message.text == "Four words."
    assert version.message.transcript == before.message.transcript
    assert parts.on_disk().branch()[-1].message == version.message


def test_an_edited_question_is_answered_from_what_was_heard(parts, recording, wait):
    say(parts, *WORDS, "Four.", "First.")
    clip = recording()
    with wait(parts.messages.answer_ended):
        parts.messages.send("How many words?", [clip])
    question = parts.conversation.branch()[0]
    with wait(parts.messages.answer_ended) as ended:
        parts.branches.edit_question(question.id, "Which one comes first?", [clip])
    assert texts_of(ended.args[0]) == list(WORDS)
    assert ended.args[0].message.text == "First."
    assert len(parts.backend.requests) == 6


def test_editing_the_text_behind_a_transcript_keeps_the_transcript(parts, recording, wait):
    say(parts, *WORDS, "Four.")
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.send("How many words?", [recording()])
    (before,) = ended.args
    parts.branches.edit_answer(before.id, "Exactly four.", False)
    version = parts.conversation.branch()[-1]
    assert version.message.text == "Exactly four."
    assert version.message.transcript == before.message.transcript
    assert parts.on_disk().branch()[-1].message == version.message


def transcripts_of(parts):
    found = [version.message.transcript for version in parts.conversation.branch()]
    return [part.attachment.name for part in found if part is not None]


def test_several_long_recordings_are_transcribed_one_after_the_other(parts, recording, wait, qtbot):
    say(parts, *WORDS, *WORDS, "fifth", "They differ by one word.")
    files = (recording(), recording(5, "other.wav"))
    with wait(parts.models.loaded):
        parts.models.load(LoadRequest("scripted"))
    parts.sending.submit(Draft("How do they differ?", files))
    assert len(parts.queue.messages(parts.conversation.id)) == 2

    def answered():
        return parts.conversation.branch()[-1].message.text == "They differ by one word."

    qtbot.waitUntil(answered, timeout=60_000)
    assert transcripts_of(parts) == ["memo.wav", "other.wav"]
    asked = [it.message.text for it in parts.conversation.branch() if it.message.role is Role.USER]
    assert asked == [TRANSCRIBE, TRANSCRIBE, "How do they differ?"]
    read = "".join(message.text for message in parts.backend.requests[-1].messages)
    assert "recording memo.wav" in read
    assert "recording other.wav" in read
    assert parts.queue.messages(parts.conversation.id) == ()


def test_recordings_that_were_sent_before_a_model_could_tell_follow_in_the_queue(
    parts, recording, wait, qtbot
):
    say(parts, *WORDS, *WORDS, "fifth")
    with wait(parts.messages.answer_ended):
        parts.messages.send("", [recording(), recording(5, "other.wav")])
    qtbot.waitUntil(lambda: transcripts_of(parts) == ["memo.wav", "other.wav"], timeout=60_000)
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=60_000)
    with wait(parts.messages.answer_ended):  # answered anew: what is there is not heard again
        parts.messages.regenerate(parts.conversation.branch()[1].id)
    assert parts.queue.messages(parts.conversation.id) == ()


def test_what_is_asked_of_several_before_a_model_could_tell_is_answered_behind_the_last(
    parts, recording, wait, qtbot
):
    say(parts, *WORDS, *WORDS, "fifth", "They differ by one word.")
    parts.messages.send("How do they differ?", [recording(), recording(5, "other.wav")])

    def answered():
        return parts.conversation.branch()[-1].message.text == "They differ by one word."

    qtbot.waitUntil(answered, timeout=60_000)
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=60_000)
    assert transcripts_of(parts) == ["memo.wav", "other.wav"]
    asked = [it.message.text for it in parts.conversation.branch() if it.message.role is Role.USER]
    assert asked == ["How do they differ?", TRANSCRIBE, "How do they differ?"]
    said = [
        it.message.text for it in parts.conversation.branch() if it.message.role is not Role.USER
    ]
    assert said == ["", "", "They differ by one word."], "nothing is said after the first alone"
    read = "".join(message.text for message in parts.backend.requests[-1].messages)
    assert "fifth" in read
    assert "cannot hear" not in read
    # Answered anew, it reads both at once, though the second stands below.
    parts.backend.queue_reply("By one.")
    with wait(parts.messages.answer_ended):
        parts.messages.regenerate(parts.conversation.branch()[1].id)
    read = "".join(message.text for message in parts.backend.requests[-1].messages)
    assert "recording memo.wav" in read
    assert "fifth" in read
    assert "cannot hear" not in read
    assert parts.queue.messages(parts.conversation.id) == ()


def test_every_recording_of_which_a_transcript_is_asked_before_a_model_could_tell_gets_one(
    parts, recording, wait, qtbot
):
    parts.backend.capabilities = replace(parts.backend.capabilities, max_audio_s=3600.0)
    say(parts, "one", "two")
    parts.messages.send(TRANSCRIBE, [recording(1), recording(2, "other.wav")])
    qtbot.waitUntil(lambda: transcripts_of(parts) == ["memo.wav", "other.wav"], timeout=60_000)
    qtbot.waitUntil(lambda: not parts.messages.is_answering, timeout=60_000)
    assert parts.queue.messages(parts.conversation.id) == ()


def test_a_question_that_is_repeated_meanwhile_does_not_queue_its_recordings_twice(
    parts, recording, wait, qtbot, reached
):
    pause = Pause()
    parts.backend.queue_reply("fir", pause)
    parts.messages.send("How do they differ?", [recording(), recording(5, "other.wav")])
    reached(pause)
    with wait(parts.messages.answer_ended):
        parts.messages.stop()
    waiting = parts.queue.messages(parts.conversation.id)
    assert [message.draft.text for message in waiting] == [TRANSCRIBE, "How do they differ?"]
    again = Pause()
    parts.backend.queue_reply("fir", again)
    parts.messages.regenerate(parts.conversation.branch()[1].id)
    reached(again)
    assert parts.queue.messages(parts.conversation.id) == waiting
    with wait(parts.messages.answer_ended):
        parts.messages.stop()


def test_a_model_that_is_unloaded_meanwhile_ends_it_and_retry_loads_one(
    parts, recording, wait, reached
):
    pause = Pause()
    say(parts, "first", [pause, "second"])
    with wait(parts.messages.answer_began):
        parts.messages.send("", [recording()])
    reached(pause)
    parts.models.unload()
    assert parts.models.model is None, "what is asked from now on waits for the next load"
    with wait(parts.messages.answer_ended) as ended:
        pause.release()
    (version,) = ended.args
    assert version.status is MessageStatus.FAILED
    assert version.answer.error == "No model is loaded."
    assert texts_of(version) == ["first", "second"]
    say(parts, "third", "fourth")
    with wait(parts.messages.answer_ended) as ended:
        parts.messages.retry(version.id)
    assert texts_of(ended.args[0]) == list(WORDS)


# -- the next start -----------------------------------------------------------------------


@pytest.fixture
def cut_off(parts, recording, wait, reached):
    """A transcript of which two segments are on disk, cut off as by a kill."""
    pause = Pause()
    say(parts, "first", "second", [pause, "thi"])
    with wait(parts.messages.answer_began):
        parts.messages.send("", [recording()])
    reached(pause)
    on_disk = parts.on_disk()  # as another process would find it
    with wait(parts.messages.answer_ended):
        parts.messages.stop()
    message_id = on_disk.branch()[-1].id
    parts.store.submit(lambda store: store.reopen(message_id)).result(10)
    assert parts.store.submit(lambda store: store.mark_interrupted()).result(10) == 1
    parts.conversations.open_new()
    return on_disk.id, message_id


def resume(parts):
    """What the desk has for it; kept, as it is there."""
    parts.keeping = KeepingController(parts.store)
    parts.resuming = TranscriptResuming(
        parts.open, parts.messages, parts.answers, parts.models, parts.calls, parts.keeping
    )
    parts.keeping.retry()  # the store is open: it tells so
    return parts.resuming


def test_what_was_cut_off_goes_on_at_the_next_start(parts, cut_off, wait):
    conversation_id, message_id = cut_off
    resuming = resume(parts)
    notices = []
    resuming.notice.connect(lambda *words: notices.append(words))
    say(parts, "third", "fourth")
    with wait(parts.answers.ended) as ended:
        parts.models.load(parts.answers.load_request)
    conversation, version = ended.args
    assert (conversation.id, version.id) == (conversation_id, message_id)
    assert texts_of(version) == list(WORDS)
    assert "memo.wav goes on at 0:" in notices[0][1]
    on_disk = parts.store.submit(lambda store: store.load(conversation_id)).result(10)
    assert on_disk.branch()[-1] == version


def test_one_that_came_no_further_waits_for_a_person(parts, cut_off, wait, reached):
    pause = Pause()
    say(parts, [pause, "thi"])
    with wait(parts.answers.began):
        resume(parts)
        parts.models.load(parts.answers.load_request)
    reached(pause)
    with wait(parts.answers.ended):
        parts.answers.stop(cut_off[0])
    # Killed in that piece: the next start finds it so.
    parts.store.submit(lambda store: store.reopen(cut_off[1])).result(10)
    parts.store.submit(lambda store: store.mark_interrupted()).result(10)
    assert parts.store.submit(lambda store: store.transcripts.take_interrupted()).result(10) == ()


def test_a_model_without_sound_does_not_go_on_with_it(parts, cut_off, wait):
    parts.backend.capabilities = replace(parts.backend.capabilities, audio=False)
    resume(parts)
    with wait(parts.models.loaded):
        parts.models.load(parts.answers.load_request)
    on_disk = parts.store.submit(lambda store: store.load(cut_off[0])).result(10)
    assert on_disk.branch()[-1].status is MessageStatus.INTERRUPTED


@pytest.fixture
def edits(parts):
    """Corrects transcripts, joined with the jobs as the window does."""
    controller = TranscriptController(parts.open, parts.calls)
    controller.edited.connect(parts.transcriptions.replace)
    return controller


def test_an_edit_while_it_is_made_stays_and_what_is_heard_then_comes_behind(
    parts, edits, recording, wait, reached, qtbot
):
    pause = Pause()
    say(parts, "first", "second", [pause, "third"], "fourth")
    with wait(parts.messages.answer_began) as began:
        parts.messages.send("", [recording()])
    (message_id,) = (version.id for version in began.args)
    reached(pause)
    qtbot.waitUntil(lambda: len(edits.part(message_id).transcript.segments) == 2, timeout=30_000)
    edits.merge(message_id, 0)
    edits.set_text(message_id, 0, "one and two", True)
    with wait(parts.messages.answer_ended) as ended:
        pause.release()
    assert texts_of(ended.args[0]) == ["one and two", "third", "fourth"]
    assert ended.args[0].message.transcript.transcript.complete
    edits.flush()
    qtbot.waitUntil(lambda: parts.on_disk().branch()[-1] == ended.args[0], timeout=30_000)
    edits.undo(message_id)
    edits.undo(message_id)
    assert [s.text for s in edits.part(message_id).transcript.segments] == list(WORDS)


def test_an_edit_while_its_question_is_answered_stays(
    parts, edits, recording, wait, reached, qtbot
):
    pause = Pause()
    say(parts, *WORDS, ["They said ", pause, "four words."])
    with wait(parts.messages.answer_began) as began:
        parts.messages.send("How many words?", [recording()])
    reached(pause)
    edits.set_text(began.args[0].id, 0, "corrected", True)
    with wait(parts.messages.answer_ended) as ended:
        pause.release()
    assert texts_of(ended.args[0]) == ["corrected", *WORDS[1:]]
    assert ended.args[0].message.text == "They said four words."
    qtbot.waitUntil(lambda: parts.on_disk().branch()[-1] == ended.args[0], timeout=30_000)
