"""Events reach the GUI thread once a frame, in order, and none is lost."""

import threading

import pytest

from gemini_desk.chat.answer import FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.engine.events import Finished, GenerationStarted, JobId, LoadProgress, TextDelta
from gemini_desk.ui.engine_bridge import EngineBridge

FINISHED = Finished(FinishReason.STOP, Usage(), Timings(), ModelIdentity("m"))


@pytest.fixture
def bridge(qapp):
    return EngineBridge()


def test_five_thousand_tokens_arrive_in_few_frames_and_whole(qtbot, bridge):
    texts, threads = [], set()

    def remember(job_id, text, tokens):
        texts.append((job_id, text, tokens))
        threads.add(threading.get_ident())

    bridge.text_arrived.connect(remember)

    def produce():
        for number in range(5000):
            bridge.post(JobId(1), TextDelta(f"{number} ", number + 1))
        bridge.post(JobId(1), FINISHED)

    producer = threading.Thread(target=produce)
    with qtbot.waitSignal(bridge.event_arrived, timeout=10_000):
        producer.start()
    producer.join()
    assert "".join(text for _, text, _ in texts).split() == [str(n) for n in range(5000)]
    assert texts[-1][2] == 5000
    assert len(texts) < 100
    assert threads == {threading.get_ident()}


def test_order_is_kept_between_jobs_and_kinds(qtbot, bridge):
    heard = []
    bridge.text_arrived.connect(lambda job, text, _tokens: heard.append((job, text)))
    bridge.event_arrived.connect(lambda job, event: heard.append((job, type(event).__name__)))
    for job_id, event in (
        (1, GenerationStarted()),
        (1, TextDelta("a", 1)),
        (1, TextDelta("b", 2)),
        (1, FINISHED),
        (2, GenerationStarted()),
        (2, TextDelta("c", 1)),
        (3, TextDelta("d", 1)),
        (2, FINISHED),
    ):
        bridge.post(JobId(job_id), event)
    qtbot.waitUntil(lambda: len(heard) == 7)
    assert heard == [
        (1, "GenerationStarted"),
        (1, "ab"),
        (1, "Finished"),
        (2, "GenerationStarted"),
        (2, "c"),
        (3, "d"),
        (2, "Finished"),
    ]


def test_what_comes_while_a_frame_is_drawn_comes_with_the_next(qtbot, bridge):
    texts = []

    def on_text(_job_id, text, _tokens):
        texts.append(text)
        if len(texts) == 1:
            bridge.post(JobId(1), TextDelta("late", 2))

    bridge.text_arrived.connect(on_text)
    bridge.post(JobId(1), TextDelta("early", 1))
    qtbot.waitUntil(lambda: len(texts) == 2)
    assert texts == ["early", "late"]


def test_of_how_far_a_model_is_loaded_the_last_word_of_a_frame_arrives(qtbot, bridge):
    heard = []
    bridge.event_arrived.connect(lambda job, event: heard.append((job, event)))
    loaded, other = LoadProgress("Reading", 1.0), LoadProgress("Reading", 0.5)
    for number in range(100):
        bridge.post(JobId(1), LoadProgress("Reading", number / 100))
    bridge.post(JobId(1), loaded)
    bridge.post(JobId(2), other)
    bridge.post(JobId(1), FINISHED)
    bridge.post(JobId(2), loaded)
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert heard == [(1, loaded), (2, other), (1, FINISHED), (2, loaded)]
