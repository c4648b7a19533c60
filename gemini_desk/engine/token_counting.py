"""Counting the tokens of a prompt: the same pieces that a generation reads, not read.

A person types while this runs, so what was counted once is remembered: text by the sections
between special tokens, pictures and clips by their content.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Role
from gemini_desk.engine.chat_template import MediaPiece, Piece, ReplyPiece, TextPiece
from gemini_desk.engine.events import TokensCounted
from gemini_desk.engine.media_arithmetic import MediaArithmetic
from gemini_desk.engine.media_encoding import MediaEncoder
from gemini_desk.engine.sampling import DEFAULT_MAX_NEW_TOKENS

if TYPE_CHECKING:
    import threading
    from collections.abc import Hashable

    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.engine.chat_template import ChatTemplate
    from gemini_desk.engine.events import Capabilities, CountTokensRequest
    from gemini_desk.engine.families import Family
    from gemini_desk.engine.prompt_inputs import PromptEncoder

# What surrounds media is told of these, the first that is there.
_AROUND = (AttachmentKind.IMAGE, AttachmentKind.VIDEO, AttachmentKind.AUDIO)
_REMEMBERED = 16_384  # lengths, some 100 bytes each


class TokenCounter:
    """Counts for one model. Inference thread only."""

    def __init__(
        self,
        processor: Any,
        template: ChatTemplate,
        encoder: PromptEncoder,
        capabilities: Capabilities,
        family: Family,
        defaults: GenerationParameters,
    ) -> None:
        """Prepare for one model.

        Args:
            processor: Its processor, or the tokenizer of a model for text.
            template: Its chat template.
            encoder: What makes the prompts of its generations.
            capabilities: What it takes.
            family: How it reads media.
            defaults: What its generation config says.
        """
        self._template = template
        self._encoder = encoder
        self._capabilities = capabilities
        self._family = family
        self._answer_tokens = defaults.max_new_tokens or DEFAULT_MAX_NEW_TOKENS
        self._ids = {
            kind: getattr(processor, f"{kind.value}_token_id", -1) for kind in AttachmentKind
        }
        self._arithmetic = MediaArithmetic(
            processor,
            MediaEncoder(processor, capabilities),
            capabilities,
            template.places.placeholders,
        )
        self._lengths: OrderedDict[Hashable, int] = OrderedDict()

    def count(self, request: CountTokensRequest, cancel: threading.Event) -> TokensCounted | None:
        """The tokens of `request` by kind; None soon after `cancel` was set.

        Raises:
            InputError: The model does not take it, or a file is missing or unreadable.
        """
        pieces = self._encoder.pieces(request, opens=not _ends_with_answer(request))
        has_media = any(isinstance(piece, MediaPiece) for piece in pieces)
        if has_media and not self._family.reads_media_one_by_one:
            pieces = self._read_as_text(pieces)
        counts: Counter[AttachmentKind | None] = Counter()
        some_uncounted = False
        begun = False
        for piece in pieces:
            if cancel.is_set():
                return None
            match piece:
                case TextPiece(text):
                    counts[None] += self._text_length(text, first=not begun)
                case ReplyPiece(token_ids):
                    counts[None] += len(token_ids)
                case MediaPiece(attachment):
                    length = self._media_length(piece)
                    if length is None:
                        some_uncounted = True
                    else:
                        counts[attachment.kind] += length
            begun = True
        if some_uncounted:
            counts = self._counted_within(pieces, counts)
        return TokensCounted(
            text_tokens=counts[None],
            image_tokens=counts[AttachmentKind.IMAGE],
            audio_tokens=counts[AttachmentKind.AUDIO],
            video_tokens=counts[AttachmentKind.VIDEO],
            context_tokens=self._capabilities.context_tokens,
            answer_tokens=self._answer_tokens,
        )

    def _read_as_text(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces of a prompt that goes through the processor as one text."""
        joined: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, MediaPiece):
                joined.append(piece)
                continue
            text = (
                piece.text
                if isinstance(piece, TextPiece)
                else self._encoder.text.decode(piece.token_ids)
            )
            if joined and isinstance(before := joined[-1], TextPiece):
                joined[-1] = TextPiece(before.text + text)
            else:
                joined.append(TextPiece(text))
        return joined

    # -- text -----------------------------------------------------------------------------

    def _text_length(self, text: str, *, first: bool) -> int:
        return sum(
            self._section_length(section, first=first and index == 0)
            for index, section in enumerate(self._template.sections(text))
        )

    def _section_length(self, section: str, *, first: bool) -> int:
        key = (hashlib.blake2b(section.encode(errors="replace"), digest_size=16).digest(), first)
        known = self._recall(key)
        if known is None:
            known = len(self._encoder.text.ids_of(section, first=first))
            self._remember(key, known)
        return known

    # -- pictures, clips, films -----------------------------------------------------------

    def _media_length(self, piece: MediaPiece) -> int | None:
        """The tokens of one picture or clip; None if only the whole prompt can tell."""
        attachment = piece.attachment
        known = self._encoder.known_media_length(attachment.content_key)
        if known is None:
            known = self._recall(attachment.content_key)
        if known is None:
            known = self._arithmetic.length(attachment)
            if known is not None:
                self._remember(attachment.content_key, known)
        if known is None and self._family.reads_media_one_by_one:
            known = len(self._encoder.ids_of_media(piece))
        return known

    def _counted_within(
        self, pieces: list[Piece], counts: Counter[AttachmentKind | None]
    ) -> Counter[AttachmentKind | None]:
        """The counts, with media whose length depends on what else is there.

        What is neither text nor stands for anything is around what there is: for the pictures,
        or for the films if there are none, or for the sound.
        """
        media = [piece for piece in pieces if isinstance(piece, MediaPiece)]
        key = tuple(piece.attachment.content_key for piece in media)
        found = {kind: self._recall((kind, key)) for kind in AttachmentKind}
        if None in found.values():
            token_ids = self._encoder.encode_whole(pieces).token_ids
            there = {piece.attachment.kind for piece in media}
            first = next(kind for kind in _AROUND if kind in there)
            rest = max(0, len(token_ids) - counts[None])
            for kind in there - {first}:
                found[kind] = token_ids.count(self._ids[kind])
            found[first] = rest - sum(found[kind] or 0 for kind in there - {first})
            for kind in AttachmentKind:
                self._remember((kind, key), found[kind] or 0)
        exact: Counter[AttachmentKind | None] = Counter({None: counts[None]})
        exact.update({kind: length or 0 for kind, length in found.items()})
        return exact

    # -- what was counted before ----------------------------------------------------------

    def _recall(self, key: Hashable) -> int | None:
        length = self._lengths.get(key)
        if length is not None:
            self._lengths.move_to_end(key)
        return length

    def _remember(self, key: Hashable, length: int) -> None:
        self._lengths[key] = length
        while len(self._lengths) > _REMEMBERED:
            self._lengths.popitem(last=False)


def _ends_with_answer(request: CountTokensRequest) -> bool:
    return bool(request.messages) and request.messages[-1].role is Role.ASSISTANT
