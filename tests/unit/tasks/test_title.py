"""Titles by the model: what is asked, and what is made of the reply."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.chat.answer import ModelIdentity
from gemini_desk.chat.message import Message, Role
from gemini_desk.engine.events import Capabilities, GenerationRequest, LoadedModel
from gemini_desk.tasks.title import LONGEST_TITLE, clean_title, title_request, writes_titles

CONVERSATION = GenerationRequest(
    (Message.system("Be kind."), Message.user("Why?"), Message.assistant("Because."))
)


@pytest.mark.parametrize(
    ("parameters", "strong"),
    [(None, False), (0, False), (8_000_000, False), (499_999_999, False), (2_000_000_000, True)],
)
def test_weak_models_and_unknown_ones_write_no_titles(parameters, strong):
    model = LoadedModel(ModelIdentity("any"), Capabilities(), parameter_count=parameters)
    assert writes_titles(model) is strong


def test_the_question_goes_behind_the_conversation():
    request = title_request(CONVERSATION)
    assert request.messages[:-1] == CONVERSATION.messages
    assert request.messages[-1].role is Role.USER
    assert request.incidental
    assert request.parameters.temperature == 0.0
    assert request.parameters.max_new_tokens <= 32


def test_a_model_that_thinks_has_room_to_and_reads_the_same_prompt():
    thinking = title_request(replace(CONVERSATION, enable_thinking=True))
    assert thinking.enable_thinking
    assert 32 < thinking.parameters.max_new_tokens <= 600


@pytest.mark.parametrize(
    ("reply", "title"),
    [
        ("Why the sky is blue", "Why the sky is blue"),
        ("  \n\nWhy the sky\tis  blue.\n\nIt scatters.", "Why the sky is blue"),
        ("“Why the sky is blue”", "Why the sky is blue"),
        ("**Title:** *The Sky*", "The Sky"),
        ("Titel: „Der Himmel“", "Der Himmel"),
        ("# Sky", "Sky"),
        ("- 'Sky'", "Sky"),
        ("1. Sky\n2. Air", "Sky"),
        ("标题：《天空》", "天空"),
        ("`os.walk` explained", "os.walk explained"),
        ("snake_case and __init__", "snake_case and init"),
        ("See [the sky](https://example.org) today", "See the sky today"),
        ("Sky<|im_end|>", "Sky"),
        ("<b>Sky</b> <start_of_turn>", "Sky"),
        ("'Tis the season", "'Tis the season"),
        ("“Sky” and “Air”", "“Sky” and “Air”"),
        ("Is the sky blue?", "Is the sky blue?"),
        ("Sky\u202eeulb", "Sky eulb"),
        ("👩‍👩‍👧 at the sea", "👩‍👩‍👧 at the sea"),
        ("x < y and y > z", "x < y and y > z"),
        ("10 things to do", "10 things to do"),
        ("", ""),
        ("…", ""),
        ('***\n\n""\n', ""),
        ("word " * 13, ""),
        ("x" * 61, ""),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_title_is_plain(reply, title):
    assert clean_title(reply) == title


@given(st.text())
def test_any_reply_makes_one_plain_line_or_nothing(reply):
    title = clean_title(reply)
    assert len(title) <= LONGEST_TITLE
    assert title == " ".join(title.split())
    assert not [it for it in title if unicodedata.category(it) in ("Cc", "Co", "Cs")]
