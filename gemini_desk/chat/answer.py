"""How an answer came about and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_desk.errors import MemoryRemedy


class FinishReason(StrEnum):
    """Why a generation ended."""

    STOP = "stop"  # the model ended its turn, or a stop string came
    LENGTH = "length"  # max_new_tokens, or the context was full
    CANCELLED = "cancelled"  # the person stopped it


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts of one generation.

    Attributes:
        prompt_tokens: Tokens of the prompt, media included.
        cached_tokens: Of these, the ones whose keys and values were already in the cache.
        completion_tokens: Tokens of the answer.
    """

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Timings:
    """Durations of one generation, in seconds.

    Attributes:
        load_s: Loading of the model, 0.0 when it was loaded already.
        prefill_s: Reading the prompt, media encoders included.
        first_token_s: From the start of the job to the first token.
        decode_tokens_per_s: Speed after the first token; 0.0 for answers of one token.
    """

    load_s: float = 0.0
    prefill_s: float = 0.0
    first_token_s: float = 0.0
    decode_tokens_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which weights answered, and where they ran.

    Attributes:
        id: Alias, hub id, the name of the folder, or `server:NAME/MODEL`.
        revision: Commit of the hub's repository, or "" for a folder.
        device: For instance `cuda:0` or `cpu`; the address, for a server.
        dtype: For instance `bfloat16`.
        quantisation: How the weights were made smaller: `int8`, say; "" for not at all, as
            in answers from before this was noted.
    """

    id: str
    revision: str = ""
    device: str = ""
    dtype: str = ""
    quantisation: str = ""

    @property
    def left_for(self) -> str:
        """The address of the server that answered; "" if everything stayed on this machine."""
        return self.device if self.id.startswith("server:") else ""


@dataclass(frozen=True, slots=True)
class AnswerDetails:
    """Everything known about an assistant's message besides its text.

    `error` and `error_hint` are set when the generation failed; they are shown in the
    answer and never become text that the model reads in its next turn; `remedies` stand beside
    them while the window is open, if memory ran out. `edited` tells that a
    person changed the text; a model may have gone on with it since.
    """

    model: ModelIdentity | None = None
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
    timings: Timings | None = None
    error: str = ""
    error_hint: str = ""
    edited: bool = False
    remedies: tuple[MemoryRemedy, ...] = ()
