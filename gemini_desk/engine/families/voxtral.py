"""Voxtral: a tokenizer of Mistral's own, no chat template, sound in half minutes.

Its processor in transformers takes conversations only through Mistral's library, which is
told nothing of streaming, of earlier answers, or of a half answer to be continued. What that
library writes is little, so it is written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gemini_desk.engine.families.family import Family

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_AUDIO = "[AUDIO]"
_CHUNK_FRAMES = 3000  # of the spectrogram, 30 s; the ear takes chunks of this length alone
_FRAMES_PER_TOKEN = 8  # 80 ms
# Its makers promise this much for transcription (and 40 min for questions).
_LONGEST_CLIP_S = 30 * 60.0
# As Mistral's tokenizer of version 7 writes turns; it refuses a system prompt, which then
# goes into the first question.
_TEMPLATE = (
    "<s>{% for m in messages %}"
    "{% if m.role == 'system' %}{{ raise_exception('Voxtral has no system role.') }}"
    "{% elif m.role == 'user' %}[INST]{% else %}{% endif %}"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for c in m.content %}"
    "{% if c.type == 'audio' %}[BEGIN_AUDIO][AUDIO]{% elif c.type == 'text' %}{{ c.text }}"
    "{% endif %}{% endfor %}{% endif %}"
    "{% if m.role == 'user' %}[/INST]{% else %}</s>{% endif %}{% endfor %}"
)


class VoxtralPrompts:
    """What the engine asks of a processor, for Voxtral.

    Attributes:
        tokenizer: Its words, with special tokens that are known as such.
        feature_extractor: Sound → spectrogram.
        chat_template: What stands between the turns.
        audio_token: What the template writes for a clip.
    """

    def __init__(self, processor: Any, folder: Path) -> None:
        """Prepare.

        Args:
            processor: transformers' own processor.
            folder: The checkpoint, with its `tekken.json`.
        """
        from transformers import PreTrainedTokenizerFast

        tokenizer = PreTrainedTokenizerFast.from_pretrained(
            folder,
            local_files_only=True,
            bos_token="<s>",
            eos_token="</s>",
            pad_token="<pad>",
            unk_token="<unk>",
            clean_up_tokenization_spaces=False,
        )
        # They are special to the words' own library; what decodes must know of it, too.
        control = [str(token) for token in tokenizer.added_tokens_decoder.values()]
        tokenizer.add_special_tokens({"extra_special_tokens": control})
        self.chat_template = tokenizer.chat_template = _TEMPLATE
        self.tokenizer = tokenizer
        self.feature_extractor = processor.feature_extractor
        self.audio_token = _AUDIO
        self.audio_token_id = int(processor.audio_token_id)

    def apply_chat_template(self, messages: list[dict[str, Any]], **options: Any) -> Any:
        """The conversation as text."""
        return self.tokenizer.apply_chat_template(messages, **options)

    def __call__(
        self,
        text: Sequence[str],
        audio: Sequence[NDArray[np.float32]] = (),
        **options: Any,
    ) -> dict[str, Any]:
        """Token ids of one prompt, and the spectrograms of its clips.

        Args:
            text: The prompt, with one placeholder for each clip.
            audio: Samples at 16 kHz, each float32, shape (n_samples,).
            options: Of the tokenizer.

        Returns:
            `input_ids` and `attention_mask` int64 (1, prompt_tokens), and, with clips,
            `input_features` float32 (half_minutes, mel_bins, 3000).
        """
        import torch

        spectrograms = [self._spectrogram(samples) for samples in audio]
        first, *rest = text[0].split(_AUDIO)
        if len(rest) != len(spectrograms):
            raise ValueError(f"{len(rest)} placeholders for {len(spectrograms)} clips")
        for chunks, behind in zip(spectrograms, rest, strict=True):
            first += _AUDIO * (len(chunks) * _CHUNK_FRAMES // _FRAMES_PER_TOKEN) + behind
        inputs = dict(self.tokenizer([first], **options))
        if spectrograms:
            inputs["input_features"] = torch.cat(spectrograms)
        return inputs

    def _spectrogram(self, samples: NDArray[np.float32]) -> Any:
        """Half minutes of one clip, the last one filled up: (half_minutes, mel_bins, 3000)."""
        extractor = self.feature_extractor
        features = extractor(
            samples,
            sampling_rate=extractor.sampling_rate,
            padding=True,
            truncation=False,
            pad_to_multiple_of=_CHUNK_FRAMES * extractor.hop_length,
            return_tensors="pt",
        )["input_features"]
        return features.reshape(extractor.feature_size, -1, _CHUNK_FRAMES).transpose(0, 1)


VOXTRAL = Family(
    # Half minutes are heard one by one, and positions count tokens.
    reads_media_one_by_one=True,
    longest_clip_s=_LONGEST_CLIP_S,
    make_processor=VoxtralPrompts,
)
