"""How sure a model was of each token, beside what plain transformers says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from gemini_desk.chat.message import Message
from tests.helpers.asking import ask

if TYPE_CHECKING:
    from tests.helpers.loaded_model import Model

pytestmark = pytest.mark.weights


@pytest.fixture
def model(core_model: Model) -> Model:
    """Here families do not differ."""
    return core_model


HELLO = Message.user("hello there, how are you?")


def test_probabilities_are_those_of_plain_transformers(model: Model) -> None:
    loaded = model.cold._loaded
    assert loaded is not None
    answer = ask(model.cold, [HELLO], token_probabilities=True, temperature=0.0)
    prompt = loaded.encoder.encode(_request())
    ids = torch.tensor([prompt.token_ids])
    generated = loaded.checkpoint.model.generate(
        ids,
        max_new_tokens=12,
        suppress_tokens=list(loaded.suppressed_ids) or None,
        output_scores=True,
        return_dict_in_generate=True,
    )
    new_ids = generated.sequences[0, ids.shape[1] :]
    expected = [
        float(scores.softmax(-1)[0, token_id])
        for scores, token_id in zip(generated.scores, new_ids, strict=True)
    ]
    probabilities = [it.probability for it in answer.finished.token_probabilities]
    assert probabilities == pytest.approx(expected[: len(probabilities)], rel=1e-3)
    assert len(probabilities) >= len(expected) - 1


def test_the_pieces_join_to_the_answer(model: Model) -> None:
    answer = ask(model.backend, [HELLO], token_probabilities=True, max_new_tokens=48)
    assert "".join(it.text for it in answer.finished.token_probabilities) == answer.text


def test_what_a_stop_string_cuts_has_no_probability(model: Model) -> None:
    whole = ask(model.backend, [HELLO], max_new_tokens=24).text
    stop = whole[len(whole) // 2 :][:2]
    cut = ask(model.backend, [HELLO], max_new_tokens=24, stop=(stop,), token_probabilities=True)
    assert stop not in cut.text
    assert "".join(it.text for it in cut.finished.token_probabilities) == cut.text


def test_a_drawn_token_has_the_probability_that_the_model_gave_it(model: Model) -> None:
    drawn = ask(model.backend, [HELLO], token_probabilities=True, temperature=5.0, top_k=0, seed=3)
    greedy = ask(model.backend, [HELLO], token_probabilities=True, temperature=0.0)
    first, likeliest = (it.finished.token_probabilities[0] for it in (drawn, greedy))
    assert first.probability <= likeliest.probability


def test_nobody_asked(model: Model) -> None:
    assert ask(model.backend, [HELLO]).finished.token_probabilities == ()


def _request():
    from gemini_desk.engine.events import GenerationRequest

    return GenerationRequest((HELLO,))
