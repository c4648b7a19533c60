"""Against a server that misbehaves: each fault once, and what came is kept."""

import gc
import json
import ssl
import threading
import time

import pytest

from gemini_desk.chat.answer import FinishReason, Usage
from gemini_desk.chat.message import Message
from gemini_desk.engine.backend import LoadCancelledError
from gemini_desk.engine.events import LoadRequest
from gemini_desk.errors import (
    InputError,
    ModelLoadError,
    OfflineError,
    PromptTooLongError,
    ServerError,
)
from gemini_desk.settings.schema import ServerSettings
from tests.helpers.bad_server import CUT, DONE, HANG, Answer, Raw, Refusal, delta, event


def test_a_stream_that_is_cut(asking, server):
    asking.load()
    server.queue(Raw([delta(content="Half an "), delta(content="ans"), CUT]))
    with pytest.raises(ServerError, match="broke off") as caught:
        asking.ask()
    assert asking.text == "Half an ans"
    assert "kept" in caught.value.hint
    assert len(server.requests) == 1  # never asked again after the first token


def test_a_stream_that_ends_without_saying_so(asking, server):
    asking.load()
    server.queue(Raw([delta(content="Half an ")]))
    with pytest.raises(ServerError, match="broke off in mid-answer"):
        asking.ask()
    assert asking.text == "Half an "


def test_half_a_character(asking, server):
    asking.load()
    whole = delta(content="Grüße, 😀!")
    cuts = [whole[:place] for place in range(len(whole))]
    middle = next(n for n, cut in enumerate(cuts) if cut.endswith("😀".encode()[:2]))
    pieces = [whole[:middle], whole[middle : middle + 1], whole[middle + 1 :]]
    server.queue(Raw([*pieces, event({"choices": [{"finish_reason": "stop"}]}), DONE]))
    asking.ask()
    assert asking.text == "Grüße, 😀!"


def test_half_a_character_that_never_becomes_whole(asking, server):
    asking.load()
    broken = delta(content="Gr\u00fc\u00dfe").replace("ß".encode(), b"\xc3")
    server.queue(Raw([broken, DONE]))
    asking.ask()
    assert asking.text == "Grü\ufffde"


def test_too_many_questions_are_asked_again_when_the_server_says_when(asking, server):
    asking.load()
    server.queue(Refusal(429, None, retry_after="0"), Answer(["Yes."]))
    asking.ask()
    assert asking.text == "Yes."
    assert len(server.requests) == 2


def test_too_many_questions_without_a_time_are_told(asking, server):
    asking.load()
    server.queue(Refusal(429, {"error": {"message": "Slow down."}}))
    with pytest.raises(ServerError, match="no more questions") as caught:
        asking.ask()
    assert "Slow down." in caught.value.message
    assert len(server.requests) == 1


def test_a_wait_that_is_too_long_is_told_at_once(asking, server):
    asking.load()
    server.queue(Refusal(429, None, retry_after="3600"))
    with pytest.raises(ServerError, match="no more questions"):
        asking.ask()
    assert len(server.requests) == 1


def test_a_server_that_is_starting_is_asked_again(asking, server):
    asking.load()
    server.queue(Refusal(503), Answer(["Yes."]))
    asking.ask()
    assert asking.text == "Yes."


def test_a_failure_of_the_server_is_told_and_not_repeated(asking, server):
    asking.load()
    server.queue(Refusal(500, "<html>Internal Server Error</html>"))
    with pytest.raises(ServerError, match=r"failed \(500\)") as caught:
        asking.ask()
    assert "html" not in str(caught.value)
    assert len(server.requests) == 1
    asking.ask()  # and the next question is answered
    assert asking.text == "Yes."


@pytest.mark.parametrize(
    ("status", "models"),
    [(500, {"error": {"message": "no list"}}), (404, None), (200, "<html>A page</html>")],
    ids=["500", "404", "html"],
)
def test_a_server_that_lists_nothing_answers_with_the_model_that_was_named(
    asking, server, status, models
):
    server.models_status, server.models = status, models
    loaded = asking.load()
    assert "does not list" in loaded.device_reason
    asking.ask()
    assert asking.text == "Yes."
    assert server.requests[0].json["model"] == "bad-model"


def test_a_list_that_wants_a_key_is_no_server_to_go_on_with(asking, server):
    server.models_status, server.models = 401, {"error": {"message": "no key"}}
    with pytest.raises(ModelLoadError, match="wants a key"):
        asking.load()


def test_a_redirection_is_not_followed(asking, server):
    asking.load()
    server.queue(Refusal(307, None, location="http://127.0.0.1:9/v1/chat/completions"))
    with pytest.raises(ServerError, match="elsewhere"):
        asking.ask()


def test_a_conversation_that_is_too_long(asking, server):
    asking.load()
    message = "This model's maximum context length is 4096 tokens. However, you requested 5000."
    server.queue(Refusal(400, {"object": "error", "message": message}))
    with pytest.raises(PromptTooLongError):
        asking.ask()


def test_silence_before_the_first_token(asking, server):
    asking.load(first_token_timeout_s=0.2)
    server.queue(Raw([HANG]))
    with pytest.raises(ServerError, match="did not begin to answer"):
        asking.ask()
    server.wait_gone()
    assert len(server.requests) == 1


def test_comments_that_keep_a_connection_alive_are_no_answer(asking, server):
    asking.load(first_token_timeout_s=0.2)
    server.queue(Raw([b": keep-alive\n\n", HANG]))
    with pytest.raises(ServerError, match="did not begin to answer"):
        asking.ask()


def test_silence_within_an_answer(asking, server):
    asking.load(between_tokens_timeout_s=0.2)
    server.queue(Raw([delta(content="Half"), HANG]))
    with pytest.raises(ServerError, match="mid-answer"):
        asking.ask()
    assert asking.text == "Half"
    server.wait_gone()


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": -1, "completion_tokens": 3},
        {"prompt_tokens": "12", "completion_tokens": 3},
        {"prompt_tokens": 12, "completion_tokens": 10**30},
        {"prompt_tokens": 12, "completion_tokens": 1},
        {"prompt_tokens": True, "completion_tokens": None},
        {"prompt_tokens": 0, "completion_tokens": 0},
        {},
    ],
    ids=repr,
)
def test_usage_that_cannot_be_is_taken_for_not_told(asking, server, usage):
    asking.load()
    server.queue(Answer(["Par", "is", "."], usage))
    finished = asking.ask()
    assert asking.text == "Paris."
    assert finished.usage == Usage()
    assert finished.timings.decode_tokens_per_s == 0.0


def test_usage_that_never_comes_is_not_waited_for_long(asking, server):
    asking.load()
    end = event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    server.queue(Raw([delta(content="Paris."), end, HANG]))  # and it never closes
    started = time.monotonic()
    finished = asking.ask()
    assert finished.reason is FinishReason.STOP
    assert asking.text == "Paris."
    assert time.monotonic() - started < 20
    server.wait_gone()


def test_a_server_that_never_closes_after_the_end(asking, server):
    asking.load()
    server.queue(Raw([delta(content="Paris."), DONE, HANG]))
    assert asking.ask().reason is FinishReason.STOP
    server.wait_gone()


@pytest.mark.parametrize("kind", ["text/html", "text/plain", ""])
def test_a_wrong_content_type(asking, server, kind):
    asking.load()
    server.queue(Raw([b"<html>Log in</html>"], content_type=kind))
    with pytest.raises(ServerError, match="instead of an answer"):
        asking.ask()
    assert asking.text == ""


def test_a_huge_line(asking, server):
    asking.load()
    server.queue(Raw([delta(content="Half"), b"data: ", *[b"x" * 100_000] * 30, HANG]))
    with pytest.raises(ServerError, match="too long"):
        asking.ask()
    assert asking.text == "Half"


def test_a_huge_answer_in_one_piece(asking, server):
    asking.load()
    server.queue(Raw([b"x" * 1_000_000] * 10, content_type="application/json"))
    with pytest.raises(ServerError, match="more than can be"):
        asking.ask()


@pytest.mark.parametrize(
    "error", [{"error": "CUDA out of memory"}, {"error": {"message": "CUDA out of memory"}}]
)
def test_an_error_within_the_stream(asking, server, error):
    asking.load()
    server.queue(Raw([delta(content="Half"), event(error)]))
    with pytest.raises(ServerError, match="CUDA out of memory"):
        asking.ask()
    assert asking.text == "Half"


@pytest.mark.parametrize(
    "data",
    [b"data: {\n\n", b"data: " + b"[" * 100_000 + b"\n\n"],
    ids=["half", "deep"],
)
def test_an_event_that_cannot_be_read(asking, server, data):
    asking.load()
    server.queue(Raw([delta(content="Half"), data]))
    with pytest.raises(ServerError, match="cannot be read"):
        asking.ask()
    assert asking.text == "Half"


@pytest.mark.parametrize(
    "content",
    [1, None, [], {"choices": None}, {"choices": [None]}, {"choices": [{"delta": 7}]},
     {"choices": [{"delta": {"content": 7, "reasoning": ["x"]}}]}, {"usage": [1]}],
    ids=repr,
)  # fmt: skip
def test_events_of_odd_shapes_say_nothing(asking, server, content):
    asking.load()
    server.queue(Raw([event(content), delta(content="Yes"), DONE]))
    asking.ask()
    assert asking.text == "Yes"


def test_a_cancel_closes_the_connection(asking, server):
    asking.load()
    server.queue(Raw([delta(content="Half"), HANG]))
    asking.on_delta = lambda _: asking.cancel.set()
    finished = asking.ask()
    assert finished.reason is FinishReason.CANCELLED
    assert asking.text == "Half"
    server.wait_gone()


def test_a_cancel_before_the_first_byte(asking, server):
    asking.load()
    server.queue(Raw([HANG]))
    stopper = threading.Thread(target=lambda: (server.wait_asked(), asking.cancel.set()))
    stopper.start()
    assert asking.ask().reason is FinishReason.CANCELLED
    stopper.join()
    server.wait_gone()


def test_a_cancel_while_it_waits_to_ask_again(asking, server):
    asking.load()
    server.queue(Refusal(429, None, retry_after="25"))
    stopper = threading.Thread(target=lambda: (server.wait_asked(), asking.cancel.set()))
    stopper.start()
    started = time.monotonic()
    assert asking.ask().reason is FinishReason.CANCELLED
    assert time.monotonic() - started < 20
    stopper.join()


def test_a_load_that_is_cancelled(asking):
    asking.cancel.set()
    with pytest.raises(LoadCancelledError):
        asking.load()


def test_offline_nobody_is_asked(asking, server):
    request = LoadRequest("server:bad/m", server=ServerSettings("bad", server.url))
    with pytest.raises(OfflineError, match="offline"):
        asking.backend.load(request, lambda _: None, asking.cancel)
    assert server.listings == []


def test_a_server_that_is_not_there(asking, server):
    settings = ServerSettings("bad", "http://127.0.0.1:1/v1")
    with pytest.raises(ModelLoadError, match="cannot be reached"):
        asking.backend.load(
            LoadRequest("server:bad/m", server=settings, offline=False),
            lambda _: None,
            asking.cancel,
        )


@pytest.mark.parametrize("page", ["<html>Log in</html>", "nonsense"])
def test_an_address_that_is_no_such_server(asking, server, page):
    server.models = page
    asking.load()  # there are servers that list nothing
    server.queue(Raw([page.encode()], content_type="text/html"))
    with pytest.raises(ServerError, match="text/html instead of an answer"):
        asking.ask()
    assert asking.text == ""


def test_certificates_are_checked(asking, tmp_path):
    """A server of its own making is refused, and taken with its own authority's file."""
    from tests.helpers.tls import tls_server

    with tls_server(tmp_path, json.dumps({"data": [{"id": "m"}]})) as (url, ca_file):
        settings = ServerSettings("bad", url)
        request = LoadRequest("server:bad/m", server=settings, offline=False)
        with pytest.raises(ModelLoadError, match="prove that it is this server"):
            asking.backend.load(request, lambda _: None, asking.cancel)
        asking.backend.unload()
        settings = ServerSettings("bad", url, ca_file=str(ca_file))
        request = LoadRequest("server:bad/m", server=settings, offline=False)
        assert asking.backend.load(request, lambda _: None, asking.cancel)


def test_a_file_of_certificates_that_is_none(asking, server, tmp_path):
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(InputError, match="certificates"):
        asking.load(ca_file=str(tmp_path / "ca.pem"))
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_a_question_after_a_failure_is_answered(asking, server):
    asking.load()
    server.queue(Raw([delta(content="Half"), CUT]))
    with pytest.raises(ServerError):
        asking.ask()
    asking.deltas.clear()
    asking.ask(Message.user("Again?"))
    assert asking.text == "Yes."


@pytest.mark.filterwarnings("default")
def test_a_second_load_lets_the_first_connection_go(asking, server, recwarn):
    server.models = {"data": [{"id": "bad-model"}]}
    asking.load()
    asking.load()
    gc.collect()
    assert [each for each in recwarn if each.category is ResourceWarning] == []
