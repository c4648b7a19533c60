"""Works on transcripts as answers: streamed, stored, stopped, gone on with, asked about."""

import re
from pathlib import Path

import pytest

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message, Role, TranscriptPart
from gemini_desk.engine.events import Capabilities, LoadRequest
from gemini_desk.errors import OutOfMemoryError
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.transcript_work.works import WORKS
from gemini_desk.ui.chat.transcript_work_controller import TranscriptWorkController
from tests.helpers.recordings import recording_file
from tests.helpers.scripted_backend import Pause
from tests.helpers.transcripts import long_transcript, transcript_of

SPEECH = Path(__file__).parents[3] / "assets" / "samples" / "note.wav"
BULLETS = "Summarise the recording in bullet points."
GERMAN = "Translate the recording to German."
TEXTS = ["Good morning.", "The budget is 40,000.", "Good bye."]


@pytest.fixture
def recording():
    return attach(SPEECH, AttachmentKind.AUDIO)


@pytest.fixture
def branch_with(qtbot, parts, recording):
    """Opens a conversation with a transcript, with a model of so many tokens."""

    def open_branch(transcript, context_tokens=8192, parameter_count=None):
        parts.backend.capabilities = Capabilities(audio=True, context_tokens=context_tokens)
        parts.backend.parameter_count = parameter_count
        with qtbot.waitSignal(parts.models.loaded):
            parts.models.load(LoadRequest("scripted"))
        question = parts.conversation.append(Message.user("", recording))
        parts.open.save_version(question, parts.conversation)
        answer = parts.conversation.append(
            Message(Role.ASSISTANT, (TranscriptPart(recording, transcript),))
        )
        parts.open.save_version(answer, parts.conversation)
        return answer

    return open_branch


def say(qtbot, parts, text):
    """Send `text` and wait for the answer."""
    with qtbot.waitSignal(parts.messages.answer_ended, timeout=20_000):
        parts.messages.send(text)
    return parts.conversation.branch()[-1]


def on_disk(parts, version):
    return parts.on_disk().versions[version.id]


def asked(parts):
    return [request.messages[-1].text for request in parts.backend.requests]


def faithful(request):
    source, _, instruction = request.messages[-1].text.partition("\n\n---\n\n")
    if "numbered" not in instruction:
        return f"<{source}>"
    return re.sub(r"(?m)^(\d+)\. (.*)$", r"\1. <\2>", source)


def test_a_summary_is_an_answer_like_any_other(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS))
    parts.backend.queue_reply("- It is ", "40,000 [0:10].")
    answer = say(qtbot, parts, BULLETS)
    assert answer.message.text == "- It is 40,000 [0:10]."
    assert answer.status is MessageStatus.COMPLETE
    assert answer.answer.model.id == "scripted"
    stored = on_disk(parts, answer)
    assert stored.message == answer.message
    assert stored.answer == answer.answer
    assert "[0:10] The budget is 40,000." in asked(parts)[0]


def test_a_long_one_tells_how_far_it_is(qtbot, parts, branch_with):
    branch_with(long_transcript(3), 4000)
    parts.backend.respond = lambda request: (
        "a note" if "Note the" in request.messages[-1].text else "the summary"
    )
    told = []
    parts.messages.activity_changed.connect(lambda _, text: told.append(text))
    answer = say(qtbot, parts, BULLETS)
    assert answer.message.text == "the summary", "the notes are nobody's answer"
    count = len(parts.backend.requests)
    assert count > 4
    assert f"Reading… 2 of {count} parts" in told
    assert answer.answer.usage.completion_tokens >= 2 * (count - 1)


def test_stop_ends_it_within_a_part_and_keeps_what_is_there(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS))
    pause = Pause()
    parts.backend.queue_reply("- It is ", pause, "never said")
    with qtbot.waitSignal(parts.messages.text_arrived):
        parts.messages.send(BULLETS)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.stop()
    answer = parts.conversation.branch()[-1]
    assert answer.message.text == "- It is "
    assert answer.unfinished
    assert on_disk(parts, answer).message.text == "- It is "


def test_stop_in_the_middle_of_the_parts_asks_nothing_more(qtbot, parts, branch_with):
    branch_with(long_transcript(3), 4000)
    pause = Pause()
    parts.backend.queue_reply("a note")
    parts.backend.queue_reply("a", pause)
    parts.messages.send(BULLETS)
    qtbot.waitUntil(lambda: len(parts.backend.requests) == 2, timeout=20_000)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.stop()
    assert len(parts.backend.requests) == 2
    assert parts.conversation.branch()[-1].status is MessageStatus.COMPLETE


def test_a_failure_is_shown_in_the_answer(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS))
    parts.backend.queue_reply("- It", OutOfMemoryError("Memory is full.", hint="Close something."))
    answer = say(qtbot, parts, BULLETS)
    assert answer.status is MessageStatus.FAILED
    assert answer.answer.error == "Memory is full."
    assert answer.message.text == "- It"


def test_a_model_that_cannot_do_it_says_so(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS), parameter_count=5_000_000)
    answer = say(qtbot, parts, BULLETS)
    assert answer.status is MessageStatus.FAILED
    assert "too small" in answer.answer.error
    assert not parts.backend.requests
    assert on_disk(parts, answer).answer.error == answer.answer.error


def test_answering_again_does_the_work_again(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS))
    answer = say(qtbot, parts, BULLETS)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.regenerate(answer.id)
    assert len(parts.conversation.siblings(answer.id)) == 2
    first, second = asked(parts)
    assert first == second


def test_a_translation_is_a_transcript(qtbot, parts, branch_with, recording):
    source = branch_with(transcript_of(TEXTS)).message.transcript.transcript
    parts.backend.respond = faithful
    grown = []
    parts.messages.transcript_changed.connect(
        lambda version: grown.append(len(version.message.transcript.transcript.segments))
    )
    answer = say(qtbot, parts, GERMAN)
    part = answer.message.transcript
    assert part.attachment.sha256 == recording.sha256
    assert part.transcript.language == "German"
    assert part.transcript.complete
    assert [(each.start_s, each.end_s, each.text) for each in part.transcript.segments] == [
        (each.start_s, each.end_s, f"<{each.text}>") for each in source.segments
    ]
    assert grown == [0, 3]
    assert on_disk(parts, answer).message.transcript.transcript == part.transcript


def test_a_translation_that_was_stopped_goes_on(qtbot, parts, branch_with):
    source = long_transcript(0.1)
    branch_with(source)
    pause = Pause()
    lines = [f"{at}. <{each.text}>" for at, each in enumerate(source.segments[:12], start=1)]
    parts.backend.queue_reply("\n".join(lines))
    parts.backend.queue_reply("1. <never kept>", pause)
    parts.backend.respond = faithful
    parts.messages.send(GERMAN)
    qtbot.waitUntil(lambda: len(parts.backend.requests) == 2, timeout=20_000)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.stop()
    answer = parts.conversation.branch()[-1]
    kept = on_disk(parts, answer).message.transcript.transcript
    assert kept == answer.message.transcript.transcript
    assert len(kept.segments) == 12
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.continue_answer(answer.id)
    whole = on_disk(parts, answer).message.transcript.transcript
    assert whole.complete
    assert whole.segments[:12] == kept.segments
    assert [each.text for each in whole.segments] == [f"<{each.text}>" for each in source.segments]


def test_answering_a_translation_again_translates_again(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS))
    parts.backend.respond = faithful
    answer = say(qtbot, parts, GERMAN)
    count = len(parts.backend.requests)
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.regenerate(answer.id)
    assert len(parts.backend.requests) == 2 * count
    again = parts.conversation.branch()[-1]
    assert again.message.transcript == answer.message.transcript


def test_behind_a_translation_the_model_reads_both(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS))
    parts.backend.respond = faithful
    say(qtbot, parts, GERMAN)
    say(qtbot, parts, "How large is the budget?")
    messages = parts.backend.requests[-1].messages
    (said,) = [each for each in messages if "[0:10] The budget is 40,000." in each.text]
    (translated,) = [each for each in messages if "[0:10] <The budget is 40,000.>" in each.text]
    assert messages.index(said) < messages.index(translated)
    assert translated.role is Role.ASSISTANT


def test_a_question_is_answered_with_the_conversation_and_citations(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS))
    parts.backend.respond = lambda _request: "Well."
    say(qtbot, parts, "Hello?")
    say(qtbot, parts, "How large is the budget?")
    messages = parts.backend.requests[-1].messages
    assert any("[0:10] The budget is 40,000." in each.text for each in messages)
    assert any("Hello?" in each.text for each in messages)
    assert "as in [12:34]" in messages[-1].text
    assert all("as in [12:34]" not in each.text for each in messages[:-1])


def test_three_hours_are_asked_about_with_an_8k_context(qtbot, parts, branch_with):
    branch_with(long_transcript(3, at_777="Then Zoë said that the budget is 40,000 crowns."))
    parts.sending.submit(Draft("How large is the budget?"))
    qtbot.waitUntil(
        lambda: len(parts.conversation.branch()) == 4 and not parts.messages.is_answering,
        timeout=20_000,
    )
    assert parts.overflow.state is None, "it is not too long: what matters is chosen"
    (request,) = parts.backend.requests
    read = " ".join(each.text for each in request.messages)
    assert "[2:09:30] Then Zoë said" in read
    assert len(read.split()) < 8192


def byte_tokens(text):
    """As the tokenizer that ships with the starter counts."""
    return len(text.encode())


@pytest.fixture
def hour_of_bytes(parts, branch_with):
    """An hour is more than an answer can be made of at once: every byte is a token."""
    parts.backend.tokens_of = byte_tokens
    parts.backend.defaults = GenerationParameters(max_new_tokens=256)
    branch_with(long_transcript(1, at_277="Then Zoë said that the budget is 40,000."), 8192)


def test_an_hour_is_asked_about_where_every_byte_is_a_token(qtbot, parts, hour_of_bytes):
    question = Draft("How large is the budget?")
    parts.context.set_draft(question)
    qtbot.waitUntil(lambda: parts.context.usage is not None, timeout=20_000)
    usage = parts.context.usage
    assert usage.fits
    assert usage.is_chosen_from
    assert usage.whole_tokens > usage.limit_tokens == 8192 - 256
    parts.sending.submit(question)
    qtbot.waitUntil(
        lambda: len(parts.conversation.branch()) == 4 and not parts.messages.is_answering,
        timeout=20_000,
    )
    assert parts.overflow.state is None
    (request,) = parts.backend.requests
    read = "\n".join(each.text for each in request.messages)
    assert "[46:10] Then Zoë said" in read
    assert sum(byte_tokens(each.text) for each in request.messages) <= usage.limit_tokens
    said = parts.conversation.branch()[-1].message.text
    lines = len(re.findall(r"(?m)^\[[\d:]+\]", read))
    assert f"the {lines:,} of 360 lines of the transcript" in said, "what was left out is said"


def test_what_fits_whole_is_read_whole_as_the_meter_says(qtbot, parts, branch_with):
    parts.backend.tokens_of = byte_tokens
    parts.backend.defaults = GenerationParameters(max_new_tokens=256)
    branch_with(long_transcript(1), 40_000)
    question = Draft("How large is the budget?")
    parts.context.set_draft(question)
    qtbot.waitUntil(lambda: parts.context.usage is not None, timeout=20_000)
    usage = parts.context.usage
    assert not usage.is_chosen_from
    with qtbot.waitSignal(parts.messages.answer_ended, timeout=20_000):
        parts.sending.submit(question)
    (request,) = parts.backend.requests
    assert sum(byte_tokens(each.text) for each in request.messages) == usage.text_tokens


def test_a_summary_of_an_hour_is_not_too_long_behind_a_full_conversation(
    qtbot, parts, hour_of_bytes
):
    parts.conversation.append(Message.user("word " * 3000))
    parts.conversation.append(Message.assistant("Well."))
    parts.backend.respond = lambda _request: "NOTHING"
    parts.sending.submit(Draft(BULLETS))
    qtbot.waitUntil(
        lambda: len(parts.conversation.branch()) == 6 and not parts.messages.is_answering,
        timeout=20_000,
    )
    assert parts.overflow.state is None, "it reads the transcript alone, window by window"
    assert len(parts.backend.requests) > 3


def test_a_question_behind_a_full_conversation_is_held(qtbot, parts, hour_of_bytes):
    parts.conversation.append(Message.user("word " * 3000))
    parts.conversation.append(Message.assistant("Well."))
    parts.sending.submit(Draft("How large is the budget?"))
    qtbot.waitUntil(lambda: parts.overflow.state is not None, timeout=20_000)
    assert parts.overflow.state.prompt_tokens > parts.overflow.state.limit_tokens
    assert parts.backend.requests == []


def test_a_recording_that_is_sent_with_its_work_is_transcribed_first(qtbot, parts, recording):
    parts.backend.capabilities = Capabilities(audio=True, context_tokens=8192, max_audio_s=1.0)
    with qtbot.waitSignal(parts.models.loaded):
        parts.models.load(LoadRequest("scripted"))
    parts.backend.respond = lambda request: (
        "said" if request.messages[-1].attachments else "- a point [0:00]"
    )
    with qtbot.waitSignal(parts.messages.answer_ended, timeout=20_000):
        parts.messages.send(BULLETS, (recording,))
    answer = parts.conversation.branch()[-1]
    transcript = answer.message.transcript.transcript
    assert transcript.complete
    assert {each.text for each in transcript.segments} == {"said"}
    assert answer.message.text == "- a point [0:00]"
    stored = on_disk(parts, answer).message
    assert (stored.text, stored.transcript.transcript) == (answer.message.text, transcript)


def test_a_very_small_model_is_asked_without_more_words(qtbot, parts, branch_with):
    branch_with(transcript_of(TEXTS), parameter_count=5_000_000)
    say(qtbot, parts, "How large is the budget?")
    assert asked(parts) == ["How large is the budget?"]


@pytest.fixture
def two(qtbot, parts, branch_with, tmp_path):
    """A conversation with the transcripts of two recordings; their messages."""
    first = branch_with(transcript_of(TEXTS))
    other = attach(recording_file(tmp_path / "second.wav", 1), AttachmentKind.AUDIO)
    part = TranscriptPart(other, transcript_of(["Boats wait.", "They sail at ten."]))
    second = parts.conversation.append(Message(Role.ASSISTANT, (part,)))
    parts.open.save_version(second, parts.conversation)
    return first, second


def test_a_work_is_done_with_the_recording_that_was_clicked(qtbot, parts, two):
    first, second = two
    works = TranscriptWorkController(parts.models, parts.sending, parts.open)
    bullets = next(it for it in WORKS[0].choices if it.phrase == BULLETS)
    for version, said, unsaid in ((first, TEXTS[1], "Boats"), (second, "Boats", TEXTS[1])):
        parts.backend.queue_reply("- A point.")
        with qtbot.waitSignal(parts.messages.answer_ended, timeout=20_000):
            works.do(bullets, version.id)
        read = parts.backend.requests[-1].messages[-1].text
        assert said in read
        assert unsaid not in read
        question = parts.conversation.branch()[-2].message.text
        name = version.message.transcript.attachment.name
        assert question == f"About “{name}”: {BULLETS}"


def test_a_work_is_done_with_every_recording_below_its_name(qtbot, parts, two):
    parts.backend.queue_reply("- Money [0:", "10].")
    parts.backend.queue_reply("- Boats [0:05]")
    answer = say(qtbot, parts, f"About all recordings: {BULLETS}")
    assert answer.message.text == (
        "**note.wav**\n\n- Money [note.wav 0:10].\n\n**second.wav**\n\n- Boats [second.wav 0:05]"
    )
    assert on_disk(parts, answer).message == answer.message


def test_a_question_about_several_asks_for_the_name_with_each_time(qtbot, parts, two):
    say(qtbot, parts, "Who waits?")
    asked_for = parts.backend.requests[-1].messages[-1].text
    assert "in this order: “note.wav”, “second.wav”" in asked_for
    assert "as in [note.wav 12:34]" in asked_for


def test_a_question_about_one_recording_reads_that_one_alone(qtbot, parts, two):
    parts.backend.queue_reply("At ten [0:05].")
    say(qtbot, parts, "About “second.wav”: When do they sail?")
    read = "".join(message.text for message in parts.backend.requests[-1].messages)
    assert "They sail at ten." in read
    assert TEXTS[1] not in read
