"""A model's tokenizer: text → token ids within a prompt, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class TextIds:
    """What a tokenizer makes of texts that stand in the middle of a prompt."""

    def __init__(self, processor: Any) -> None:
        """Prepare for one model.

        Args:
            processor: Its processor, or the tokenizer of a model for text.
        """
        self._processor = processor
        self._tokenizer = getattr(processor, "tokenizer", processor)
        self._boundary = self._find_boundary_token()

    def decode(self, token_ids: Sequence[int]) -> str:
        """The text of `token_ids`, without special tokens."""
        return str(
            self._tokenizer.decode(
                list(token_ids), skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
        )

    def ids_of(self, text: str, *, first: bool) -> list[int]:
        """Ids of `text` within the prompt.

        Some tokenizers treat the start of a text differently (a space in front), so what
        stands inside the prompt is encoded behind a special token, which is then removed.
        """
        if first:
            return self._leading_ids(text) + self._plain_ids(text)
        token, token_id = self._boundary
        ids = self._plain_ids(token + text)
        if not ids or ids[0] != token_id:
            return self._plain_ids(text)
        return ids[1:]

    def _leading_ids(self, text: str) -> list[int]:
        """What the tokenizer itself puts in front, if the template does not do it."""
        bos = self._tokenizer.bos_token
        if self._processor is self._tokenizer or (bos and text.startswith(bos)):
            return []
        plain = self._plain_ids(text)
        full = list(self._tokenizer(text)["input_ids"])
        return full[: -len(plain)] if plain and full[-len(plain) :] == plain else []

    def _plain_ids(self, text: str) -> list[int]:
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def _find_boundary_token(self) -> tuple[str, int]:
        """A special token that the tokenizer recognises in front of any text."""
        for token in self._tokenizer.all_special_tokens:
            token_id = self._tokenizer.convert_tokens_to_ids(token)
            if self._plain_ids(f"{token} a")[:1] == [token_id]:
                return token, token_id
        return "", -1
