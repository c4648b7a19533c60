"""What a checkpoint says that it has learned, and what is made of it."""

from types import SimpleNamespace

import pytest

from gemini_desk.engine.capabilities import declared_skills
from gemini_desk.engine.events import Capabilities


def test_a_config_declares_its_skills():
    config = SimpleNamespace(gemini_desk={"skills": ["read-text"], "abilities": "It reads."})
    assert declared_skills(config) == (frozenset({"read-text"}), "It reads.")


@pytest.mark.parametrize("said", [None, "everything", {"skills": "all"}, {"abilities": "Much."}])
def test_what_is_not_as_it_should_be_is_not_said(said):
    assert declared_skills(SimpleNamespace(gemini_desk=said)) == (None, "")
    assert declared_skills(SimpleNamespace()) == (None, "")


def test_what_is_said_is_bounded():
    skills: list[object] = [f"skill-{index}" for index in range(1000)]
    declared = {"skills": [3, *skills], "abilities": "x" * 10_000}
    names, abilities = declared_skills(SimpleNamespace(gemini_desk=declared))
    assert names is not None
    assert len(names) < 200
    assert len(abilities) < 1000


def test_a_model_that_declares_nothing_may_be_asked_anything():
    assert Capabilities().has_learned("translate")
    limited = Capabilities(skills=frozenset({"read-text"}))
    assert limited.has_learned("read-text")
    assert not limited.has_learned("translate")
