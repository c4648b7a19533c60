"""The model's own chat template: what it has a place for, and a conversation through it.

The rendered prompt comes in pieces: text, media, and earlier answers whose token ids are
known. An answer that this model wrote is never encoded again: encoding its text gives other
ids than the ones it was made of, and with them other keys and values.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from gemini_desk.chat.attachment import AttachmentKind
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
_PROBE_TEXT = "probe"


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
        placeholders: What the template writes for one picture or clip, as far as it has a
            place for them.
        takes_video: It has a place for videos.
        system_role: It has a place for a system prompt.
        thinking: It can switch thinking on.
        passing_end: What it writes only where a new answer begins, not before that answer
            later (an empty thought, say); "" if there is no such thing.
    """

    def __init__(self, processor: Any) -> None:
        """Look at the template.

        Args:
            processor: The checkpoint's processor, or the tokenizer of a model for text.
        """
        self._processor = processor
        tokenizer = getattr(processor, "tokenizer", processor)
        self._source = source = str(processor.chat_template or "")
        self.exists = bool(source)
        # Templates of models for text often take a message's content as one string only.
        self._takes_parts = _PROBE_TEXT in self._probe(
            [{"type": "text", "text": _PROBE_TEXT}]
        ) and "'type'" not in self._probe([{"type": "text", "text": _PROBE_TEXT}])
        self.placeholders: Mapping[AttachmentKind, str] = self._find_placeholders()
        self.takes_video = self._find_placeholder("video") is not None
        self.system_role = "guide" in self._render_or_empty(
            [self._message("system", "guide"), self._message("user", _PROBE_TEXT)]
        )
        self._refuses_system = self.exists and not self._render_or_empty(
            [self._message("system", "guide"), self._message("user", _PROBE_TEXT)]
        )
        self.thinking = "enable_thinking" in source
        self.passing_end = self._find_passing_end()
        special = {*tokenizer.all_special_tokens, *self.placeholders.values()}
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
        turns = tidy_turns(messages, merge_system=self._refuses_system)
        replies: list[tuple[int, ...]] = []
        rendered_messages = []
        for turn in turns:
            token_ids = known_replies.get(turn.text) if turn.role is Role.ASSISTANT else None
            if token_ids is None:
                rendered_messages.append(self._message_of(turn))
            else:
                mark = f"\ue000{len(replies)}\ue001"
                replies.append(token_ids)
                rendered_messages.append(self._message("assistant", mark))
        continues = turns[-1].role is Role.ASSISTANT
        text = self._render(
            rendered_messages,
            add_generation_prompt=opens and not continues,
            continue_final_message=opens and continues,
            **({"enable_thinking": enable_thinking} if self.thinking else {}),
        )
        attachments = [attachment for turn in turns for attachment in turn.attachments]
        return self._split(text, attachments, replies)

    def _split(
        self, text: str, attachments: list[Attachment], replies: list[tuple[int, ...]]
    ) -> list[Piece]:
        """Cut the rendered text at placeholders and at the marks of known answers."""
        kinds = {placeholder: kind for kind, placeholder in self.placeholders.items()}
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
        if not self._takes_parts:
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

    def _message(self, role: str, text: str) -> dict[str, Any]:
        content = [{"type": "text", "text": text}] if self._takes_parts else text
        return {"role": role, "content": content}

    def _harmless(self, text: str) -> str:
        """Text in which nothing is a special token, a placeholder or a mark of ours."""
        return self._special.sub(
            lambda match: match.group()[0] + _WORD_JOINER + match.group()[1:],
            _PRIVATE.sub("", text),
        )

    def _render(self, messages: list[dict[str, Any]], **options: Any) -> str:
        import jinja2

        try:
            return str(self._processor.apply_chat_template(messages, tokenize=False, **options))
        except (jinja2.TemplateError, ValueError, TypeError) as error:
            raise GenerationError(
                f"The model's chat template refuses this conversation ({error}).",
                hint="Start a new conversation, or choose another model.",
            ) from error

    # -- what the template has a place for -----------------------------------------------

    def _render_or_empty(self, messages: list[dict[str, Any]], *, opens: bool = True) -> str:
        if not self.exists:
            return ""
        options = {"enable_thinking": False} if "enable_thinking" in self._source else {}
        try:
            return self._render(messages, add_generation_prompt=opens, **options)
        except GenerationError:
            return ""

    def _find_passing_end(self) -> str:
        question, reply = self._message("user", _PROBE_TEXT), self._message("assistant", "reply")
        opened = self._render_or_empty([question])
        closed = self._render_or_empty([question], opens=False)
        later = self._render_or_empty([question, reply], opens=False)
        if later.startswith(opened) or not opened.startswith(closed):
            return ""
        return opened[len(closed) :]

    def _probe(self, content: list[dict[str, Any]]) -> str:
        return self._render_or_empty([{"role": "user", "content": content}])

    def _find_placeholders(self) -> dict[AttachmentKind, str]:
        found = {kind: self._find_placeholder(kind.value) for kind in AttachmentKind}
        return {kind: text for kind, text in found.items() if text is not None}

    def _find_placeholder(self, kind: str) -> str | None:
        """What the template writes for one part of `kind`; None if it has no place for it."""
        if not self._takes_parts:
            return None
        text = self._probe([{"type": kind}, {"type": "text", "text": _PROBE_TEXT}])
        names = {
            "image": ("image_token", "boi_token"),
            "audio": ("audio_token", "boa_token"),
            "video": ("video_token",),
        }[kind]
        for name in names:
            token = getattr(self._processor, name, None)
            if token is not None and text.count(str(token)) == 1:
                return str(token)
        return None


def _misplaced_media() -> GenerationError:
    return GenerationError(
        "The model's chat template leaves out or moves the attachments.",
        hint="Put the attachments into the last message, or choose another model.",
    )
