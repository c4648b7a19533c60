"""What a good server says, and what is sent to it."""

import base64
import io
import json
import logging
import wave

import pytest
from PIL import Image

from gemini_desk.chat.answer import FinishReason, Usage
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.backends import create_backend
from gemini_desk.engine.backends.server.server_backend import ServerBackend
from gemini_desk.engine.events import CountTokensRequest, LoadRequest, TextDelta
from gemini_desk.errors import InputError, UnsupportedAttachmentError
from gemini_desk.models import contacts
from gemini_desk.settings import secrets
from gemini_desk.tasks.attach import attach
from tests.helpers.bad_server import DONE, Answer, Raw, Refusal, delta, event
from tests.unit.engine.server.conftest import KEY


def test_the_registry_knows_models_of_servers():
    assert isinstance(create_backend(LoadRequest("server:home/any/model")), ServerBackend)


def test_an_answer_streams(asking, server):
    loaded = asking.load()
    server.queue(Answer(["Par", "is", "."], {"prompt_tokens": 12, "completion_tokens": 4}))
    finished = asking.ask()
    assert [each for each in asking.deltas if isinstance(each, TextDelta)] == [
        TextDelta("Par", 1),
        TextDelta("is", 2),
        TextDelta(".", 3),
    ]
    assert finished.reason is FinishReason.STOP
    assert finished.usage == Usage(12, 0, 4)
    assert finished.model == loaded.identity
    assert finished.model.id == "server:bad/bad-model"
    assert finished.model.left_for == f"http://127.0.0.1:{server.port}"
    body = server.requests[0].json
    assert body["model"] == "bad-model"
    assert body["messages"] == [{"role": "user", "content": "What is the capital of France?"}]
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}


def test_the_whole_conversation_and_its_parameters_are_sent(asking, server):
    asking.load()
    parameters = GenerationParameters(
        max_new_tokens=7, temperature=0.5, top_p=0.9, top_k=3, seed=11, stop=("END",)
    )
    asking.ask(
        Message.system("Be brief."),
        Message.user("One?"),
        Message.assistant("1"),
        Message.user("Two?"),
        parameters=parameters,
        enable_thinking=True,
    )
    body = server.requests[0].json
    assert [each["role"] for each in body["messages"]] == ["system", "user", "assistant", "user"]
    named = ("max_tokens", "temperature", "top_p", "top_k", "seed", "stop")
    assert [body[name] for name in named] == [7, 0.5, 0.9, 3, 11, ["END"]]
    assert "min_p" not in body
    assert body["chat_template_kwargs"] == {"enable_thinking": True}


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_in_a_field_of_their_own(asking, server, name):
    asking.load()
    server.queue(Raw([delta(**{name: "Hm, "}), delta(**{name: "so"}), delta(content="Yes"), DONE]))
    asking.ask()
    assert (asking.thoughts, asking.text) == ("Hm, so", "Yes")


def test_thoughts_in_tags_even_when_they_are_cut(asking, server):
    asking.load()
    server.queue(Answer(["<thi", "nk>Hm", "</th", "ink>\n\nYes"]))
    asking.ask()
    assert (asking.thoughts, asking.text) == ("Hm", "Yes")


def test_thoughts_in_gemmas_own_marks_even_when_they_are_cut(asking, server):
    asking.load()
    server.queue(Answer(["<|chan", "nel>thou", "ght\nHm", "<chan", "nel|>", "Yes"]))
    asking.ask()
    assert (asking.thoughts, asking.text) == ("Hm", "Yes")


def test_thoughts_that_come_in_both_fields_are_shown_once(asking, server):
    asking.load()
    server.queue(Raw([delta(reasoning_content="Hm", reasoning="Hm"), delta(content="Yes"), DONE]))
    asking.ask()
    assert asking.thoughts == "Hm"


def test_an_answer_in_one_piece_is_taken(asking, server):
    asking.load()
    whole = {
        "choices": [{"message": {"content": "Paris."}, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2},
    }
    server.queue(Raw([json.dumps(whole).encode()], content_type="application/json"))
    finished = asking.ask()
    assert asking.text == "Paris."
    assert finished.reason is FinishReason.LENGTH
    assert finished.usage == Usage(3, 0, 2)


def test_a_stop_text_ends_the_request(asking, server):
    asking.load()
    server.queue(Raw([delta(content="one E"), delta(content="ND two"), "hang"]))
    finished = asking.ask(parameters=GenerationParameters(stop=("END",)))
    assert asking.text == "one "
    assert finished.reason is FinishReason.STOP
    server.wait_gone()


def test_what_a_server_does_not_know_is_left_out_and_stays_out(asking, server):
    asking.load()
    refusal = {"detail": "Unexpected fields in the request: {'top_k', 'stream_options'}"}
    server.queue(Refusal(422, refusal), Answer(["One."]), Answer(["Two."]))
    asking.ask(parameters=GenerationParameters(top_k=5, temperature=0.0))
    assert asking.text == "One."
    asking.ask(parameters=GenerationParameters(top_k=5, temperature=0.0))
    assert len(server.requests) == 3
    for request in server.requests[1:]:
        assert not {"top_k", "stream_options"} & request.json.keys()
        assert request.json["temperature"] == 0.0


def test_a_key_goes_into_one_header_and_nowhere_else(asking, server, caplog):
    caplog.set_level(logging.DEBUG)
    secrets.set(secrets.SERVER_SERVICE, "bad", KEY, session_only=True)
    asking.load()
    asking.ask()
    server.queue(Refusal(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}))
    with pytest.raises(Exception, match="refuses the key") as caught:
        asking.ask()
    for request in (*server.listings, *server.requests):
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert KEY.encode() not in request.body
    assert KEY not in str(caught.value)
    assert KEY not in caplog.text
    assert "capital of France" not in caplog.text


def test_a_picture_is_sent_upright_small_and_without_what_the_camera_wrote(
    asking, server, tmp_path
):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "Camera of a person"
    Image.new("RGB", (4000, 2000), "red").save(tmp_path / "photo.jpg", exif=exif)
    asking.load(image=True)
    picture = attach(tmp_path / "photo.jpg", AttachmentKind.IMAGE)
    asking.ask(Message.user("What is it?", picture))
    shown, text = server.requests[0].json["messages"][0]["content"]
    assert text == {"type": "text", "text": "What is it?"}
    kind, _, content = shown["image_url"]["url"].partition(";base64,")
    assert kind == "data:image/jpeg"
    content = base64.b64decode(content)
    assert b"Camera of a person" not in content
    sent = Image.open(io.BytesIO(content))
    assert sent.width < sent.height
    assert sent.width * sent.height <= 4_000_000


def test_a_clip_is_sent_as_wav(asking, server, tmp_path):
    import numpy as np
    import soundfile

    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100)
    soundfile.write(tmp_path / "tone.flac", np.stack([tone, tone], axis=1), 44_100)
    asking.load(audio=True)
    asking.ask(Message.user("What is it?", attach(tmp_path / "tone.flac", AttachmentKind.AUDIO)))
    sound = server.requests[0].json["messages"][0]["content"][0]
    assert sound["input_audio"]["format"] == "wav"
    with wave.open(io.BytesIO(base64.b64decode(sound["input_audio"]["data"]))) as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        assert file.getnframes() == pytest.approx(16_000, rel=0.01)


def test_what_the_server_is_not_known_to_take_is_refused_before_anything_is_sent(
    asking, server, tmp_path
):
    Image.new("RGB", (20, 20)).save(tmp_path / "a.png")
    asking.load()
    with pytest.raises(UnsupportedAttachmentError, match=r"a\.png"):
        asking.ask(Message.user("What is it?", attach(tmp_path / "a.png", AttachmentKind.IMAGE)))
    assert server.requests == []


def test_nothing_to_answer_is_refused(asking):
    asking.load()
    with pytest.raises(InputError):
        asking.ask(Message.system("Be brief."))


def test_a_count_is_an_estimate_and_asks_nobody(asking, server):
    asking.load(context_tokens=4096)
    request = CountTokensRequest((Message.user("word " * 700),))
    counted = asking.backend.count_tokens(request, asking.cancel)
    assert counted.is_estimate
    assert counted.context_tokens == 4096
    assert 700 < counted.prompt_tokens < 1400
    assert server.requests == []
    assert len(server.listings) == 1


def test_what_was_contacted_is_remembered(asking, server):
    asking.load()
    asking.ask()
    origin = f"http://127.0.0.1:{server.port}"
    purposes = {each.purpose for each in contacts.contacts() if each.origin == origin}
    assert purposes == {"list of models", "conversations"}


def test_what_the_person_ticked_goes_first(asking, server):
    taken = asking.load(image=True, audio=True, context_tokens=1000).capabilities
    assert (taken.image, taken.audio, taken.context_tokens) == (True, True, 1000)
    assert taken.audio_sample_rate_hz == 16_000


def test_usage_that_comes_with_the_last_delta_is_taken(asking, server):
    asking.load()
    last = {
        "choices": [{"delta": {}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 5,
                  "prompt_tokens_details": {"cached_tokens": 4}},
    }  # fmt: skip
    server.queue(Raw([delta(content="Yes"), event(last), DONE]))
    assert asking.ask().usage == Usage(9, 4, 5)
