"""A conversation as the model's input: token ids, and tensors of what it sees and hears."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Role
from gemini_desk.engine.chat_template import MediaPiece, Piece, ReplyPiece, TextPiece
from gemini_desk.engine.film_reading import SoundOfFilms
from gemini_desk.engine.media_encoding import MediaEncoder, Tensors
from gemini_desk.engine.text_ids import TextIds
from gemini_desk.errors import PromptTooLongError, UnsupportedAttachmentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.chat_template import ChatTemplate
    from gemini_desk.engine.events import Capabilities, CountTokensRequest, GenerationRequest
    from gemini_desk.engine.families import Family

_REMEMBERED_REPLIES = 64
_REMEMBERED_MEDIA = 256
_CUT_TOKENS = 4
_KINDS = {
    AttachmentKind.IMAGE: "pictures",
    AttachmentKind.AUDIO: "sound",
    AttachmentKind.VIDEO: "films",
}


@dataclass(frozen=True, slots=True)
class MediaSpan:
    """Where the tokens of one picture or clip stand in a prompt.

    Two spans are equal if the same content stands at the same place: placeholder ids alone
    are the same for every picture of a size.

    Attributes:
        start: Index of its first token.
        end: Index behind its last token.
        content_key: What is seen or heard of the attachment.
        attachment: Where the content can be read.
    """

    start: int
    end: int
    content_key: str
    attachment: Attachment = field(compare=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt, ready for the model.

    Attributes:
        token_ids: All of it, media placeholders included.
        media: Where pictures and clips stand, in order.
        whole_tensors: The tensors of all media together, for families that read a prompt in
            one pass only; then `media` is empty and nothing of it can be reused.
        lasting_length: Tokens that will stand in the next turn's prompt, too; behind them
            comes what the template writes only before a new answer.
    """

    token_ids: list[int]
    media: tuple[MediaSpan, ...] = ()
    whole_tensors: Tensors | None = None
    lasting_length: int = 0


class PromptEncoder:
    """Turns conversations into prompts; remembers what would be costly to find out twice.

    Attributes:
        text: The model's tokenizer.
    """

    def __init__(
        self,
        processor: Any,
        template: ChatTemplate,
        capabilities: Capabilities,
        family: Family,
        model_id: str,
    ) -> None:
        """Prepare for one model.

        Args:
            processor: Its processor, or the tokenizer of a model for text.
            template: Its chat template.
            capabilities: What it takes.
            family: How it reads media.
            model_id: For messages to people.
        """
        self.text = TextIds(processor)
        self._template = template
        self._capabilities = capabilities
        self._family = family
        self._model_id = model_id
        self._media = MediaEncoder(processor, capabilities)
        self._sounds = SoundOfFilms(capabilities)
        self._replies: OrderedDict[str, tuple[int, ...]] = OrderedDict()
        self._media_ids: OrderedDict[str, tuple[int, ...]] = OrderedDict()

    def encode(self, request: GenerationRequest) -> Prompt:
        """The prompt for `request`.

        Raises:
            InputError: The model does not take it, or a file is missing or unreadable.
        """
        self._remember_continued(request)
        pieces = self.pieces(request)
        has_media = any(isinstance(piece, MediaPiece) for piece in pieces)
        if has_media and not self._family.reads_media_one_by_one:
            prompt = self.encode_whole(pieces)
        else:
            prompt = self._encode_pieces(pieces)
        limit = self._capabilities.context_tokens
        if limit and len(prompt.token_ids) >= limit:
            raise PromptTooLongError(
                f"The conversation is {len(prompt.token_ids):,} tokens long; "
                f"{self._model_id} takes {limit:,}.",
                hint="Start a new conversation, or remove attachments.",
            )
        return prompt

    def pieces(
        self, request: GenerationRequest | CountTokensRequest, *, opens: bool = True
    ) -> list[Piece]:
        """The prompt for `request` as text, media, and answers whose ids are known.

        Args:
            request: What the model is to read.
            opens: Whether it goes on from there; else the prompt just ends.

        Raises:
            InputError: The model does not take it.
        """
        for message in request.messages:
            for attachment in message.attachments:
                self._refuse_unsupported(attachment)
        return self._template.render(
            self._sounds.added_to(request.messages),
            enable_thinking=request.enable_thinking,
            known_replies=self._replies,
            opens=opens,
        )

    def media_tensors(self, span: MediaSpan) -> Tensors:
        """The tensors of one picture or clip.

        Raises:
            AttachmentMissingError: Its file is gone.
        """
        placeholder = self._template.places.placeholders[span.attachment.kind]
        return self._media.encode(span.attachment, placeholder).tensors

    def remember_reply(self, text: str, token_ids: Sequence[int]) -> None:
        """Keep the ids of an answer, for when it comes back as part of a prompt.

        An answer that was cut, at a stop string or in the middle of a character, loses the
        last ids that are no part of its text. One whose ids do not read as its text all the
        same is encoded from its text.
        """
        for end in range(len(token_ids), max(0, len(token_ids) - _CUT_TOKENS), -1):
            if text and self.text.decode(token_ids[:end]) == text:
                _remember(self._replies, text, tuple(token_ids[:end]), _REMEMBERED_REPLIES)
                return

    def reply_ids(self, text: str) -> tuple[int, ...] | None:
        """The ids of an earlier answer, if they are remembered."""
        return self._replies.get(text)

    def _remember_continued(self, request: GenerationRequest) -> None:
        """Encode an answer that is to be continued apart from the rest.

        Its ids are then known when it is longer, and stay a prefix of the longer one's.
        """
        last = request.messages[-1]
        if last.role is Role.ASSISTANT and last.text not in self._replies:
            self.remember_reply(last.text, self.text.ids_of(last.text, first=False))

    def _refuse_unsupported(self, attachment: Attachment) -> None:
        if self._capabilities.takes(attachment.kind):
            return
        taken = ["text", *(name for kind, name in _KINDS.items() if self._capabilities.takes(kind))]
        last = f" and {taken.pop()}" if len(taken) > 1 else ""
        what = _KINDS[attachment.kind]
        raise UnsupportedAttachmentError(
            f"{self._model_id} takes no {what}; it takes {', '.join(taken)}{last}.",
            hint=f"Remove {attachment.name!r}, or choose a model that takes {what}.",
        )

    # -- token ids --------------------------------------------------------------------------

    def _encode_pieces(self, pieces: list[Piece]) -> Prompt:
        ids: list[int] = []
        media: list[MediaSpan] = []
        for piece in pieces:
            match piece:
                case TextPiece(text):
                    ids += self.text.ids_of(text, first=not ids)
                case ReplyPiece(token_ids):
                    ids += token_ids
                case MediaPiece(attachment):
                    start = len(ids)
                    ids += self.ids_of_media(piece)
                    media.append(MediaSpan(start, len(ids), attachment.content_key, attachment))
        passing = self.text.ids_of(self._template.places.passing_end, first=False)
        ends_so = bool(passing) and ids[-len(passing) :] == passing
        return Prompt(ids, tuple(media), lasting_length=len(ids) - (len(passing) if ends_so else 0))

    def encode_whole(self, pieces: list[Piece]) -> Prompt:
        """The whole prompt through the processor at once, as its documentation shows it."""
        text = "".join(self._text_of(piece) for piece in pieces)
        attachments = [piece.attachment for piece in pieces if isinstance(piece, MediaPiece)]
        token_ids, tensors = self._media.encode_whole(text, attachments)
        return Prompt(token_ids, whole_tensors=tensors)

    def _text_of(self, piece: Piece) -> str:
        match piece:
            case TextPiece(text):
                return text
            case ReplyPiece(token_ids):
                return self.text.decode(token_ids)
            case MediaPiece(placeholder=placeholder):
                return placeholder

    def ids_of_media(self, piece: MediaPiece) -> tuple[int, ...]:
        """Ids of one picture or clip, with what the processor puts around it."""
        content_key = piece.attachment.content_key
        known = self._media_ids.get(content_key)
        if known is None:
            known = self._media.encode(piece.attachment, piece.placeholder).token_ids
        _remember(self._media_ids, content_key, known, _REMEMBERED_MEDIA)
        return known

    def known_media_length(self, content_key: str) -> int | None:
        """How many tokens a picture or clip has become before; None if it has not yet."""
        known = self._media_ids.get(content_key)
        return None if known is None else len(known)


def _remember(
    memory: OrderedDict[str, tuple[int, ...]], key: str, value: tuple[int, ...], limit: int
) -> None:
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > limit:
        memory.popitem(last=False)
