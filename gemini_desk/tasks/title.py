"""A title for a conversation, by the model that leads it.

    request = title_request(conversation)      # incidental: makes way for everything else
    title = clean_title(text)                  # what came back; "" if it is no title

The question goes behind the conversation, so that all of it is in the model's cache, pictures
and sound as well, and the next turn finds it there again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message

if TYPE_CHECKING:
    from gemini_desk.engine.events import GenerationRequest, LoadedModel

LONGEST_TITLE: Final = 60  # in characters
# A judgement, not a measurement: models below this seldom keep to “six words and nothing else”.
# What a larger one gets wrong, `clean_title` refuses.
_LEAST_PARAMETERS: Final = 500_000_000
_TITLE_TOKENS: Final = 32
_THINKING_TOKENS: Final = 512  # on top, for a model that thinks first
_ASK: Final = (
    "Write a title for our conversation so far: at most six words, in the language of my first "
    "message. Answer with the title alone, without quotation marks or formatting."
)

_LABEL = re.compile(
    r"^(?:conversation |chat )?(?:title|titel|titre|título|titolo|заголовок|标题|標題|タイトル)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^(?:#{1,6}|>|[-+*•]|1[.)])\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TEMPLATE_MARK = re.compile(r"<\|[^<>]*\|?>|<[^<>]*\|>|</?\w+>")
_EMPHASIS = re.compile(r"[*`]+(?=\S)|(?<=\S)[*`]+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
_QUOTES = "\"'“”„‟‘’‚‛«»‹›「」『』《》〈〉"


def writes_titles(model: LoadedModel) -> bool:
    """Whether the model is strong enough; weak ones leave the first words as the title."""
    return model.parameter_count is not None and model.parameter_count >= _LEAST_PARAMETERS


def title_request(conversation: GenerationRequest) -> GenerationRequest:
    """Ask for a title.

    Args:
        conversation: As it was asked for last, with the answer behind it. Its system prompt
            and its way of thinking are kept, because the model's cache holds them.
    """
    longest = _TITLE_TOKENS + (_THINKING_TOKENS if conversation.enable_thinking else 0)
    return replace(
        conversation,
        messages=(*conversation.messages, Message.user(_ASK)),
        parameters=GenerationParameters(max_new_tokens=longest, temperature=0.0),
        incidental=True,
    )


def clean_title(text: str) -> str:
    """The title in what a model wrote: plain, one line, at most 60 characters; "" if none."""
    for line in text.splitlines():
        title = _plain(line)
        if any(letter.isalnum() for letter in title):
            return title if len(title) <= LONGEST_TITLE else ""
    return ""


def _plain(line: str) -> str:
    line = _TEMPLATE_MARK.sub(" ", _LINK.sub(r"\1", line))
    # Control characters, marks that turn the direction of text, private use.
    line = "".join(
        letter if unicodedata.category(letter)[0] != "C" or letter in "\u200c\u200d" else " "
        for letter in line
    )
    line = " ".join(line.split())
    line = _EMPHASIS.sub("", line)
    before = None
    while line != before:  # a quoted title behind a label in a list: one layer after the other
        before = line
        line = _without_quotes(_LABEL.sub("", _LIST_MARK.sub("", line)).strip())
    return line.rstrip(" .。,;:：")


def _without_quotes(line: str) -> str:
    """`line` without quotation marks, if they go around all of it."""
    inner = line[1:-1]
    quoted = len(line) > 2 and line[0] in _QUOTES and line[-1] in _QUOTES
    return (
        inner.strip() if quoted and not any(mark in inner for mark in line[0] + line[-1]) else line
    )
