"""What a person is told to do when a server does not answer: nothing that cannot be done."""

import pytest

from gemini_desk.errors import ServerError
from tests.helpers.bad_server import DONE, HANG, Answer, Raw, Refusal, delta, event

FILTERED = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "content_filter"}]})


@pytest.mark.parametrize(
    ("said", "told"), [("3600", "It asks to wait 1 h 0 min."), ("90", "It asks to wait 2 min.")]
)
def test_how_long_to_wait_is_told_where_the_server_says_it(asking, server, said, told):
    asking.load()
    server.queue(Refusal(429, None, retry_after=said))
    with pytest.raises(ServerError, match="no more questions") as caught:
        asking.ask()
    assert caught.value.hint == f"{told} Try again then."


def test_where_questions_are_sent_is_told(asking, server):
    asking.load()
    server.queue(Refusal(308, None, location="https://ada:secret@other.example/v1/chat?key=secret"))
    with pytest.raises(ServerError, match="elsewhere") as caught:
        asking.ask()
    assert "https://other.example" in caught.value.hint
    assert "secret" not in str(caught.value)


def test_nothing_is_said_to_be_kept_where_nothing_came(asking, server):
    asking.load(first_token_timeout_s=0.2)
    server.queue(Raw([HANG]))
    with pytest.raises(ServerError, match="did not begin to answer") as caught:
        asking.ask()
    assert "kept" not in caught.value.hint
    assert "time-outs" in caught.value.hint


def test_an_answer_that_a_filter_ended_is_not_whole(asking, server):
    asking.load()
    server.queue(Raw([delta(content="Half an "), FILTERED, DONE]))
    with pytest.raises(ServerError, match="filter") as caught:
        asking.ask()
    assert asking.text == "Half an "
    assert "kept" in caught.value.hint


def test_an_end_before_any_word_is_no_answer(asking, server):
    asking.load()
    server.queue(Raw([DONE]))
    with pytest.raises(ServerError, match="sent no answer"):
        asking.ask()
    server.queue(Answer([]))  # the model itself has nothing to say: as when it is to go on
    asking.ask()
    assert asking.text == ""
