"""Pictures, clips and films through the model's processor: token ids and tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.engine.film_reading import DecodedFilm, read_film
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.media.audio import load_waveform
from gemini_desk.media.image import load_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import torch
    from numpy.typing import NDArray

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Capabilities

Tensors: TypeAlias = "dict[str, torch.Tensor]"

# What a processor returns beside the tensors of pictures and clips.
_TEXT_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_KEPT_OF_ONE = frozenset({"mm_token_type_ids"})


@dataclass(frozen=True, slots=True)
class EncodedMedia:
    """One picture, clip or film.

    Attributes:
        token_ids: Its placeholders, with what the processor puts around them.
        tensors: What the model's encoder takes, names as in its forward pass, for instance
            `pixel_values` float32 (1, patches, patch_values) or `input_features` float32
            (1, frames, mel_bins).
    """

    token_ids: tuple[int, ...]
    tensors: Tensors


class MediaEncoder:
    """Reads files and runs them through one processor."""

    def __init__(self, processor: Any, capabilities: Capabilities) -> None:
        self._processor = processor
        self._capabilities = capabilities

    def encode(self, attachment: Attachment, placeholder: str) -> EncodedMedia:
        """One picture, clip or film by itself.

        Args:
            attachment: The file.
            placeholder: What the chat template writes for it.

        Raises:
            AttachmentMissingError: The file is gone.
            UnsupportedAttachmentError: It cannot be read, or is longer than the model takes.
        """
        token_ids, tensors = self._process(placeholder, [attachment], whole=False)
        for name in _KEPT_OF_ONE & tensors.keys():
            del tensors[name]  # the model wants them for the whole sequence or not at all
        return EncodedMedia(tuple(token_ids), tensors)

    def encode_whole(
        self, text: str, attachments: Sequence[Attachment]
    ) -> tuple[list[int], Tensors]:
        """A rendered prompt with all its media.

        Returns:
            Token ids of the prompt, and the tensors of all media together.

        Raises:
            AttachmentMissingError: A file is gone.
            UnsupportedAttachmentError: One cannot be read, or is longer than the model takes.
        """
        return self._process(text, attachments, whole=True)

    def _process(
        self, text: str, attachments: Sequence[Attachment], *, whole: bool
    ) -> tuple[list[int], Tensors]:
        images: list[Any] = []
        clips: list[NDArray[np.float32]] = []
        films: list[DecodedFilm] = []
        for attachment in attachments:
            match attachment.kind:
                case AttachmentKind.IMAGE:
                    images.append(load_image(attachment.path))
                case AttachmentKind.AUDIO:
                    clips.append(self._samples(attachment))
                case AttachmentKind.VIDEO:
                    films.append(read_film(attachment, self._processor.video_processor))
        bos = self._processor.tokenizer.bos_token
        adds_bos = whole and not (bos and text.startswith(bos))
        token_ids, tensors = self.run(text, images, clips, films, adds_special_tokens=adds_bos)
        if clips:
            self._check_nothing_was_cut(token_ids, clips, attachments)
        return token_ids, tensors

    def run(
        self,
        text: str,
        images: Sequence[Any],
        clips: Sequence[NDArray[np.float32]],
        films: Sequence[DecodedFilm] = (),
        *,
        adds_special_tokens: bool = False,
    ) -> tuple[list[int], Tensors]:
        """What the processor makes of decoded media.

        Args:
            text: With one placeholder for each of them.
            images: PIL images, RGB.
            clips: Samples at the model's rate, each float32, shape (n_samples,).
            films: Their frames.
            adds_special_tokens: Let the tokenizer put its own tokens around the text.

        Returns:
            Token ids, and the tensors of all media together.
        """
        # As one conversation's: some processors cut a picture up only if it is the only one
        # of its prompt, and take those of a flat list for pictures of one prompt each.
        pictures = [list(images)] if images else []
        media: dict[str, list[Any]] = {"images": pictures, "audio": list(clips)}
        if films:
            media["videos"] = [film.pixels for film in films]
            media["video_metadata"] = [film.metadata() for film in films]
        inputs = self._processor(
            text=[text],
            **{name: values for name, values in media.items() if values},
            **({"do_sample_frames": False} if films else {}),  # it is done
            add_special_tokens=adds_special_tokens,
            return_tensors="pt",
        )
        if "video_second_per_grid" in inputs:
            inputs["video_second_per_grid"] = self._seconds_per_grid(films)
        return inputs["input_ids"][0].tolist(), {
            name: value for name, value in inputs.items() if name not in _TEXT_INPUTS
        }

    def _seconds_per_grid(self, films: Sequence[DecodedFilm]) -> torch.Tensor:
        """How far apart two steps of each film are, float32, shape (n_films,).

        Processors that place frames in time take one number of frames a second for all films,
        and a usual one if they are not told it.
        """
        import torch

        frames = self._processor.video_processor.temporal_patch_size
        return torch.tensor([frames / film.sampled_fps for film in films])

    def _samples(self, attachment: Attachment) -> NDArray[np.float32]:
        """Samples of a clip at the model's rate, float32, shape (n_samples,)."""
        rate_hz = self._capabilities.audio_sample_rate_hz
        limit_s = self._capabilities.max_audio_s
        assert rate_hz is not None  # a model without a sample rate takes no sound
        waveform = load_waveform(attachment.path, sample_rate_hz=rate_hz, track=attachment.track)
        if limit_s is not None and waveform.duration_s > limit_s:
            raise UnsupportedAttachmentError(
                f"{attachment.name!r} lasts {waveform.duration_s:.1f} s; this model takes at "
                f"most {limit_s:g} s at a time.",
                hint="Choose a shorter part of it, or transcribe the file instead.",
            )
        return waveform.samples

    def _check_nothing_was_cut(
        self,
        token_ids: Sequence[int],
        clips: Sequence[NDArray[np.float32]],
        attachments: Sequence[Attachment],
    ) -> None:
        """Make sure that the processor took the clips to their end.

        Raises:
            UnsupportedAttachmentError: It took less; it would have done so silently.
        """
        ms_per_token = getattr(self._processor, "audio_ms_per_token", None)
        token_id = getattr(self._processor, "audio_token_id", None)
        rate_hz = self._capabilities.audio_sample_rate_hz
        if not ms_per_token or token_id is None or rate_hz is None:
            return
        heard_s = token_ids.count(token_id) * ms_per_token / 1000
        # The encoder's strides round each clip down by up to two tokens.
        slack_s = 2 * len(clips) * ms_per_token / 1000
        duration_s = sum(len(clip) for clip in clips) / rate_hz
        if heard_s + slack_s < duration_s:
            names = ", ".join(repr(a.name) for a in attachments if a.kind is AttachmentKind.AUDIO)
            raise UnsupportedAttachmentError(
                f"The model would hear {heard_s:.1f} s of the {duration_s:.1f} s of {names}.",
                hint="Choose a shorter part of it.",
            )
