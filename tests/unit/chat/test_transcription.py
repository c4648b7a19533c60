"""Which recordings are transcribed before they are answered, and what is read of them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.draft import Draft
from gemini_desk.chat.message import AudioPart, Message, Role, TextPart, TranscriptPart
from gemini_desk.chat.prompt import prompt_messages, title_from
from gemini_desk.chat.transcription import (
    TRANSCRIBE,
    asked_beyond,
    asks_for_transcript,
    one_recording_each,
    recording_to_transcribe,
    whole_transcript,
    with_transcript,
)
from gemini_desk.paths import assets_dir
from gemini_desk.transcripts.transcript import Segment, Transcript

MEMO = Attachment(
    AttachmentKind.AUDIO, "a" * 64, "audio/wav", "memo.wav", 10, Path("memo.wav"), duration_s=75.0
)
CLIP = replace(MEMO, sha256="b" * 64, name="clip.wav", duration_s=5.0)
HEARD = TranscriptPart(MEMO, Transcript(None, 75.0, (Segment(3.0, 5.0, "Boats wait."),)))
LONGEST_S = 30.0


def test_the_prompt_of_the_library_is_the_one_that_is_understood():
    prompt = json.loads((assets_dir() / "prompts" / "transcribe.json").read_text("utf-8"))
    assert prompt["text"] == TRANSCRIBE


@pytest.mark.parametrize(
    ("text", "asks", "beyond"),
    [
        (TRANSCRIBE, True, ""),
        ("transcribe", False, ""),
        ("Please transcribe this.", False, ""),
        ("Transcribe the clip, please", False, ""),
        ("Transcript", False, ""),
        (f"{TRANSCRIBE}\nWhat was decided?", True, "What was decided?"),
        ("", False, ""),
        ("What was decided?", False, "What was decided?"),
        ("Who invented transcription?", False, "Who invented transcription?"),
        ("Transcribe only the names", False, "Transcribe only the names"),
    ],
)
def test_what_is_asked(text, asks, beyond):
    assert asks_for_transcript(text) is asks
    assert asked_beyond(text) == beyond


def test_a_conversation_that_begins_so_is_named_after_the_recording():
    assert title_from(Message.user(TRANSCRIBE, MEMO)) == "memo.wav"
    assert title_from(Message.user(f"{TRANSCRIBE}\nWhat is said?", MEMO)) == "What is said?"
    assert title_from(Message.user("Transcribe this")) == "Transcribe this"


def test_long_recordings_are_transcribed_and_others_if_it_is_asked_for():
    assert recording_to_transcribe(Message.user("Hm?", CLIP, MEMO), LONGEST_S) == MEMO
    assert recording_to_transcribe(Message.user("Hm?", MEMO), None) is None
    assert recording_to_transcribe(Message.user("Hm?", CLIP), LONGEST_S) is None
    assert recording_to_transcribe(Message.user(TRANSCRIBE, CLIP), LONGEST_S) == CLIP
    assert recording_to_transcribe(Message.user(TRANSCRIBE), LONGEST_S) is None
    of_unknown_length = replace(MEMO, duration_s=None)
    assert recording_to_transcribe(Message.user("Hm?", of_unknown_length), LONGEST_S) is None


def test_only_whole_transcripts_are_taken_again():
    begun = replace(HEARD, transcript=replace(HEARD.transcript, done_s=10.0))
    assert whole_transcript([Message(Role.ASSISTANT, (begun,))], MEMO) is None
    found = whole_transcript([Message(Role.ASSISTANT, (part,)) for part in (HEARD, begun)], MEMO)
    assert found == HEARD
    assert whole_transcript([Message(Role.ASSISTANT, (HEARD,))], CLIP) is None


def asked_about(recording, *parts):
    conversation = Conversation.new()
    conversation.append(Message.user("What is said?", recording))
    conversation.append(Message(Role.ASSISTANT, parts))
    conversation.append(Message.user("And then?"))
    return conversation.branch()


def test_a_recording_that_the_model_cannot_hear_is_read_in_its_question():
    branch = asked_about(MEMO, HEARD, TextPart("Boats."))
    question, answer, then = prompt_messages(branch, longest_audio_s=LONGEST_S)
    assert question.attachments == ()
    assert question.text == (
        "Transcript of the recording memo.wav, 1:15:\n[0:03] Boats wait.\n\nWhat is said?"
    )
    assert answer == Message.assistant("Boats.")
    assert then == Message.user("And then?")


def test_one_that_it_can_hear_is_heard_and_the_transcript_is_the_answer():
    question, answer, _ = prompt_messages(asked_about(MEMO, HEARD, TextPart("Boats.")))
    assert question.attachments == (MEMO,)
    assert answer.text == "[0:03] Boats wait.\nBoats."


def test_one_without_a_transcript_does_not_stop_the_conversation():
    branch = asked_about(MEMO, TextPart("I do not know."))
    question, *_ = prompt_messages(branch, longest_audio_s=LONGEST_S)
    assert question.attachments == ()
    assert "[A recording, memo.wav, 1:15, that you cannot hear]" in question.text


def test_how_far_an_unfinished_transcript_goes_is_said():
    begun = replace(HEARD, transcript=replace(HEARD.transcript, done_s=10.0))
    question, *_ = prompt_messages(asked_about(MEMO, begun), longest_audio_s=LONGEST_S)
    assert "memo.wav, 1:15, of which 0:10 are transcribed:\n" in question.text


@pytest.mark.parametrize("longest_s", [None, LONGEST_S])
def test_what_is_asked_at_once_is_asked_of_the_transcript(longest_s):
    """Whether a model was loaded when the question was sent, or not yet."""
    conversation = Conversation.new()
    conversation.append(Message.user(f"{TRANSCRIBE}\nWhat is said?", CLIP, MEMO))
    asked = prompt_messages(conversation.branch(), "Be brief.", longest_audio_s=longest_s)
    system, question = with_transcript(asked, HEARD)
    assert system.text == "Be brief."
    assert [type(part) for part in question.parts] == [AudioPart, TextPart, TextPart]
    assert question.text.endswith("[0:03] Boats wait.\n\nWhat is said?")


def test_each_recording_to_transcribe_becomes_a_message_and_the_question_follows():
    other = replace(MEMO, sha256="c" * 64, name="other.wav")
    alone = Draft("What was decided?", (MEMO, CLIP))
    assert one_recording_each(alone, LONGEST_S) == [alone]
    assert one_recording_each(Draft("", (MEMO, other)), LONGEST_S) == [
        Draft(TRANSCRIBE, (MEMO,)),
        Draft(TRANSCRIBE, (other,)),
    ]
    assert one_recording_each(Draft("Compare them.", (MEMO, CLIP, other)), LONGEST_S) == [
        Draft(TRANSCRIBE, (MEMO,)),
        Draft(TRANSCRIBE, (other,)),
        Draft("Compare them.", (CLIP,)),
    ]
    assert one_recording_each(Draft(TRANSCRIBE, (CLIP, MEMO)), LONGEST_S) == [
        Draft(TRANSCRIBE, (CLIP,)),
        Draft(TRANSCRIBE, (MEMO,)),
    ]


def test_another_sound_track_of_a_film_is_another_recording():
    commentary = TranscriptPart(replace(MEMO, track=1), HEARD.transcript)
    said = [Message(Role.ASSISTANT, (part,)) for part in (HEARD, commentary)]
    assert whole_transcript(said, MEMO) == HEARD
    assert whole_transcript(said, commentary.attachment) == commentary
    assert whole_transcript(said[:1], commentary.attachment) is None
