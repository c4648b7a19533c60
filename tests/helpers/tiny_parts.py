"""What all tiny checkpoints share: tokenizers with merges, lively random weights, saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SLIDING_WINDOW = 48
CONTEXT_TOKENS = 4096

# Words with much in common, so that a few dozen merges are learned.
_CORPUS = (
    "the cat sat on the mat and the dog sat on the log",
    "what does the sign say and what is in the picture",
    "user model system hello there how are you today",
    "an answer and another answer, then the next question: why? because.",
    "größer schöner über 日本語 тест 🙂🙃",
)


def make_tokenizer(
    special: tuple[str, ...], named: dict[str, str], *, last: tuple[str, ...] = (), **options: Any
) -> Any:
    """A byte-level BPE tokenizer with a few merges.

    Args:
        special: Special tokens with the first ids.
        named: Those among all that are attributes of the tokenizer, by their names.
        last: Special tokens with the last ids.
        options: Of the tokenizer.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(models.BPE(unk_token=None))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    size = len(special) + len(alphabet) + 64
    bpe.train_from_iterator(
        _CORPUS,
        trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=list(special),
            initial_alphabet=alphabet,
            show_progress=False,
        ),
    )
    bpe.add_special_tokens(list(last))
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        clean_up_tokenization_spaces=False,
        extra_special_tokens=named,
        **options,
    )


def save_checkpoint(
    folder: Path, model_class: Any, config: Any, processor: Any, *, end: str
) -> None:
    """Draw the weights of `config` and write everything to `folder`."""
    tokenizer = getattr(processor, "tokenizer", processor)
    marks = ("<|channel>", "<channel|>", "<think>", "</think>", end)
    vocabulary = tokenizer.get_vocab()
    save_weights(
        folder,
        model_class,
        config,
        end_id=vocabulary[end],
        unlikely_ids=[vocabulary[mark] for mark in marks if mark in vocabulary],
    )
    processor.save_pretrained(folder)


def save_weights(
    folder: Path,
    model_class: Any,
    config: Any,
    *,
    end_id: int,
    pad_id: int = 0,
    unlikely_ids: Sequence[int] = (),
) -> None:
    """Draw the weights of `config` and write them with it.

    Args:
        folder: Where to.
        model_class: Of the model.
        config: Its config.
        end_id: Ends its answers.
        pad_id: Fills up.
        unlikely_ids: What it shall not say by chance.
    """
    import torch
    from transformers import GenerationConfig

    torch.manual_seed(0)
    model = model_class(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            # Livelier than the usual initialisation: answers that do not repeat one token.
            if weight.dim() >= 2:
                weight.normal_(0, (0.4 if "embed" in name else 1.0) * weight.shape[-1] ** -0.5)
            if name.endswith(("embed_tokens.weight", "lm_head.weight")):
                weight[[number for number in unlikely_ids if number < len(weight)]] = 0
    model.generation_config = GenerationConfig(
        do_sample=False, eos_token_id=end_id, pad_token_id=pad_id, max_new_tokens=64
    )
    model.save_pretrained(folder)
