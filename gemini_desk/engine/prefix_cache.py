"""The prefix cache: keys and values of one conversation, kept for its next turn.

A prompt reuses them as far as it has the same token ids, with the same pictures and clips at
the same places. Three ways lead back to that point, the first that is possible is taken:

1. the prompt goes on where the cache ends: the usual next turn, append;
2. nothing has left a sliding window yet, or no layer slides: cut;
3. a snapshot was taken at that point or before it: behind the last picture or clip of a
   prompt, at the end of a prompt, at the end of an answer.

Otherwise the prompt is read from its beginning. Memory is bounded: one conversation's keys
and values, and a few snapshots of the sliding windows alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.engine import kv_layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import torch

    from gemini_desk.engine.kv_layers import Snapshot
    from gemini_desk.engine.prompt_inputs import MediaSpan, Prompt

logger = logging.getLogger(__name__)

_SNAPSHOTS = 6  # of the last two turns
_SNAPSHOT_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Reuse:
    """How much of a prompt the cache holds.

    Attributes:
        length: Tokens that need not be read again.
        logits: Of the token behind them, shape (1, vocabulary); known if the prompt ends
            there.
    """

    length: int
    logits: torch.Tensor | None = None


class PrefixCache:
    """Keys and values, and what they stand for. Inference thread only."""

    def __init__(self, config: Any, *, enabled: bool = True, int8: bool = False) -> None:
        """Start empty.

        Args:
            config: The text model's config: it says which layers slide.
            int8: Keep keys and values in eight bits.
            enabled: False recomputes every prompt, for comparison.
        """
        self._config = config
        self._enabled = enabled
        self._int8 = int8
        self.clear()

    def clear(self) -> None:
        """Forget everything and free its memory."""
        self.keys_values: Any = kv_layers.new_cache(self._config, int8=self._int8)
        self._ids: list[int] = []
        self._media: list[MediaSpan] = []
        self._snapshots: list[Snapshot] = []
        self._read_whole = False

    @property
    def length(self) -> int:
        """Tokens whose keys and values are here."""
        return len(self._ids)

    def prepare(self, prompt: Prompt) -> Reuse:
        """Bring the cache to the longest prefix of `prompt` that it can hold."""
        reuse = self._reuse(prompt)
        if reuse.length == 0:
            self.clear()
        self._read_whole = prompt.whole_tensors is not None
        del self._ids[reuse.length :]
        self._media = [span for span in self._media if span.end <= reuse.length]
        self._snapshots = [s for s in self._snapshots if s.length <= reuse.length]
        return reuse

    def extend(self, token_ids: Sequence[int], media: Iterable[MediaSpan] = ()) -> None:
        """Note that the keys and values of these tokens were added by a forward pass."""
        self._ids += token_ids
        self._media += media

    def keep_point(self, logits: torch.Tensor | None = None) -> None:
        """Make sure that a later prompt can return to this length.

        Args:
            logits: Of the next token, shape (1, vocabulary), if a prompt ends here.
        """
        if not self._enabled or not kv_layers.has_sliding_layers(self.keys_values):
            return
        if self._snapshots and self._snapshots[-1].length == self.length and logits is None:
            return
        self._snapshots.append(kv_layers.take_snapshot(self.keys_values, logits))
        while self._snapshots and (
            len(self._snapshots) > _SNAPSHOTS
            or sum(snapshot.size_bytes for snapshot in self._snapshots) > _SNAPSHOT_BYTES
        ):
            self._snapshots.pop(0)

    def _reuse(self, prompt: Prompt) -> Reuse:
        # A prompt that must be read in one pass shares nothing with what is here; nor does
        # one without media with what was: media move the positions of all that is behind them.
        if not self._enabled or not self._ids or prompt.whole_tensors is not None:
            return Reuse(0)
        if self._read_whole:
            return Reuse(0)
        if not kv_layers.can_be_reused(self.keys_values):
            return Reuse(0)
        # The last token is read again where its logits are not known.
        common = self._common_length(prompt)
        limit = min(common, len(prompt.token_ids) - 1)
        if self.length <= limit:
            return Reuse(self.length)
        if kv_layers.can_be_cut(self.keys_values):
            kv_layers.cut(self.keys_values, limit)
            return Reuse(limit)
        for snapshot in reversed(self._snapshots):
            is_whole_prompt = snapshot.length == len(prompt.token_ids) == common
            if snapshot.length <= limit or (is_whole_prompt and snapshot.logits is not None):
                kv_layers.restore(self.keys_values, snapshot)
                return Reuse(snapshot.length, snapshot.logits if is_whole_prompt else None)
        logger.debug("Nothing of %d common tokens can be reused", common)
        return Reuse(0)

    def _common_length(self, prompt: Prompt) -> int:
        """Length of the longest prefix with the same ids and the same media; whole media."""
        ids = prompt.token_ids
        common = next(
            (
                index
                for index, (mine, theirs) in enumerate(zip(self._ids, ids, strict=False))
                if mine != theirs
            ),
            min(len(self._ids), len(ids)),
        )
        for span in {*self._media} ^ {*prompt.media}:
            common = min(common, max(span.start, 0))
        for span in prompt.media:
            if span.start < common < span.end:
                common = span.start
        return common
