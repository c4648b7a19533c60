"""A conversation through the model's own chat template.

The rendered prompt comes in pieces: text, media, and earlier answers whose token ids are
known. An answer that this model wrote is never encoded again: encoding its text gives other
ids than the ones it was made of, and with them other keys and values.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Message,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.engine.template_places import find_places, render_template, text_message
from gemini_desk.engine.turns import tidy_turns
from gemini_desk.errors import GenerationError
from gemini_desk.transcripts.timed_text import timed_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gemini_desk.chat.attachment import Attachment

# Stands in the rendered text for an answer with known ids; private-use characters, which
# are taken out of everything that people write.
_REPLY_MARK = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")
# Joins without a width or a break: a person sees the same text, the tokenizer does not see
# the special token any more.
_WORD_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text that is to be encoded."""

    text: str


@dataclass(frozen=True, slots=True)
class MediaPiece:
    """A picture or clip, at the place where the template puts it."""

    attachment: Attachment
    placeholder: str


@dataclass(frozen=True, slots=True)
class ReplyPiece:
    """An earlier answer, as the ids that it was made of."""

    token_ids: tuple[int, ...]


Piece: TypeAlias = TextPiece | MediaPiece | ReplyPiece


class ChatTemplate:
    """Renders conversations with the template that came with the checkpoint.

    Attributes:
        exists: There is one.
        places: What it has a place for.
    """

    def __init__(self, processor: Any) -> None:
        """Look at the template.

        Args:
            processor: The checkpoint's processor, or the tokenizer of a model for text.
        """
        self._processor = processor
        tokenizer = getattr(processor, "tokenizer", processor)
        self.exists = bool(processor.chat_template)
        self.places = find_places(processor)
        special = {*tokenizer.all_special_tokens, *self.places.placeholders.values()}
        alternatives = sorted((token for token in special if len(token) > 1), key=len)
        self._special = re.compile("|".join(re.escape(t) for t in reversed(alternatives)) or "(?!)")

    def render(
        self,
        messages: Sequence[Message],
        *,
        enable_thinking: bool,
        known_replies: Mapping[str, tuple[int, ...]],
        opens: bool = True,
    ) -> list[Piece]:
        """A conversation as pieces of a prompt; it ends where the model is to go on.

        Args:
            messages: First message first. If the last one is the assistant's, the model
                continues it.
            enable_thinking: Passed to templates that know thinking.
            known_replies: Token ids of earlier answers, by their text.
            opens: Whether the model goes on from there; else the prompt just ends.

        Raises:
            InputError: There is nothing to answer.
            GenerationError: The template refuses the conversation.
        """
        turns = tidy_turns(messages, merge_system=self.places.refuses_system)
        replies: list[tuple[int, ...]] = []
        rendered_messages = []
        for turn in turns:
            token_ids = known_replies.get(turn.text) if turn.role is Role.ASSISTANT else None
            if token_ids is None:
                rendered_messages.append(self._message_of(turn))
            else:
                mark = f"\ue000{len(replies)}\ue001"
                replies.append(token_ids)
                rendered_messages.append(text_message("assistant", mark, parts=self.places.parts))
        continues = turns[-1].role is Role.ASSISTANT
        text = render_template(
            self._processor,
            rendered_messages,
            add_generation_prompt=opens and not continues,
            continue_final_message=opens and continues,
            **({"enable_thinking": enable_thinking} if self.places.thinking else {}),
        )
        attachments = [attachment for turn in turns for attachment in turn.attachments]
        return self._split(text, attachments, replies)

    def _split(
        self, text: str, attachments: list[Attachment], replies: list[tuple[int, ...]]
    ) -> list[Piece]:
        """Cut the rendered text at placeholders and at the marks of known answers."""
        kinds = {placeholder: kind for kind, placeholder in self.places.placeholders.items()}
        cuts = [re.escape(placeholder) for placeholder in kinds] + [_REPLY_MARK.pattern]
        pieces: list[Piece] = []
        waiting = list(attachments)
        end = 0
        for match in re.finditer("|".join(cuts), text):
            if match.start() > end:
                pieces.append(TextPiece(text[end : match.start()]))
            end = match.end()
            if match.group(0) not in kinds:
                pieces.append(ReplyPiece(replies[int(match.group(1))]))
            elif waiting and waiting[0].kind is kinds[match.group(0)]:
                pieces.append(MediaPiece(waiting.pop(0), match.group(0)))
            else:
                raise _misplaced_media()
        if waiting:
            raise _misplaced_media()
        if end < len(text):
            pieces.append(TextPiece(text[end:]))
        return pieces

    def sections(self, text: str) -> list[str]:
        """Rendered text, cut before each special token: a tokenizer joins nothing across it."""
        starts = [match.start() for match in self._special.finditer(text)]
        edges = [0, *(start for start in starts if start), len(text)]
        return [text[a:b] for a, b in itertools.pairwise(edges) if a < b]

    def _message_of(self, turn: Message) -> dict[str, Any]:
        """A turn in the form that templates take."""
        role = turn.role.value
        if not self.places.parts:
            return {"role": role, "content": self._harmless(turn.text)}
        content = [item for part in turn.parts for item in self._items_of(part)]
        return {"role": role, "content": content}

    def _items_of(self, part: Part) -> list[dict[str, str]]:
        """What stands for a part in a message: one item, or none."""
        match part:
            case TextPart(text):
                return [{"type": "text", "text": self._harmless(text)}]
            case ImagePart(attachment) | AudioPart(attachment) | VideoPart(attachment):
                return [{"type": attachment.kind.value}]
            case TranscriptPart(_, transcript):
                return [{"type": "text", "text": self._harmless(timed_text(transcript))}]
            case ThoughtPart():
                return []
            case _:
                assert_never(part)

    def _harmless(self, text: str) -> str:
        """Text in which nothing is a special token, a placeholder or a mark of ours."""
        return self._special.sub(
            lambda match: match.group()[0] + _WORD_JOINER + match.group()[1:],
            _PRIVATE.sub("", text),
        )


def _misplaced_media() -> GenerationError:
    return GenerationError(
        "The model's chat template leaves out or moves the attachments.",
        hint="Put the attachments into the last message, or choose another model.",
    )
