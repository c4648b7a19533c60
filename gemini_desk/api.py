"""The Python face, for scripts and notebooks; a composition root.

It runs the same inference thread and backends as the window.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest, LoadedModel, LoadRequest, TextDelta
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording
from gemini_desk.tasks.model_session import ModelSession

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    import numpy as np
    from PIL.Image import Image

    from gemini_desk.transcripts.transcript import Transcript

    ImageLike: TypeAlias = str | Path | Image | np.ndarray
    AudioLike: TypeAlias = str | Path | tuple[np.ndarray, int]


class Gemini:
    """A loaded multimodal model.

    Keyword arguments of the answering methods are fields of `GenerationParameters`
    (`max_new_tokens`, `temperature`, `top_p`, `top_k`, `min_p`, `repetition_penalty`,
    `seed`, `stop`). Methods are called from one thread.
    """

    def __init__(self, session: ModelSession) -> None:
        self._session = session
        self._folder = tempfile.TemporaryDirectory(prefix="gemini-desk-")

    @classmethod
    def load(
        cls,
        model: str = "starter",
        *,
        device: str = "auto",
        dtype: str = "auto",
        quantisation: str = "none",
        offline: bool = True,
    ) -> Self:
        """Load a model.

        Args:
            model: Alias, hub id or folder.
            device: `auto`, `cpu`, `cuda`, `cuda:1`, `mps` or `xpu`.
            dtype: `auto`, `float32`, `bfloat16` or `float16`.
            quantisation: `none`, `int8`, `int4` or `nf4`: smaller weights.
            offline: Only files that are on this machine; False allows a download.

        Raises:
            ModelLoadError: It cannot be loaded.
            OutOfMemoryError: It does not fit.
        """
        session = ModelSession()
        try:
            session.load(
                LoadRequest(
                    model,
                    device=device,
                    dtype=dtype,
                    quantisation=Quantisation(quantisation),
                    offline=offline,
                )
            )
        except BaseException:
            session.close()
            raise
        return cls(session)

    @property
    def model(self) -> LoadedModel:
        """Which weights, where they run, and what they take."""
        return self._session.model

    def generate_text(
        self,
        prompt: str,
        *,
        images: Sequence[ImageLike] = (),
        audio: Sequence[AudioLike] = (),
        videos: Sequence[str | Path] = (),
        system: str = "",
        **parameters: Any,
    ) -> str:
        """The answer to `prompt`.

        Args:
            prompt: What to ask.
            images: Paths, PIL images, or uint8 arrays of shape (height, width, 3), RGB.
            audio: Paths, or pairs of float samples, shape (n_samples,) or
                (n_samples, channels), and a sample rate in hertz.
            videos: Paths of films; models that take sound hear them, too.
            system: System prompt.
            **parameters: Fields of `GenerationParameters`.

        Raises:
            InputError: Something given cannot be used.
            GeminiDeskError: The generation failed.
        """
        request = self._request(prompt, images, audio, videos, system, parameters)
        return self._session.answer(request)[0]

    def stream(
        self,
        prompt: str,
        *,
        images: Sequence[ImageLike] = (),
        audio: Sequence[AudioLike] = (),
        videos: Sequence[str | Path] = (),
        system: str = "",
        **parameters: Any,
    ) -> Iterator[str]:
        """The answer to `prompt`, piece by piece; see `generate_text`.

        Closing the iterator stops the generation.
        """
        request = self._request(prompt, images, audio, videos, system, parameters)
        for event in self._session.stream(request):
            if isinstance(event, TextDelta):
                yield event.text

    def describe_image(
        self, image: ImageLike, prompt: str = "Describe the picture.", **parameters: Any
    ) -> str:
        """A description of `image`, or the answer to a `prompt` about it."""
        return self.generate_text(prompt, images=[image], **parameters)

    def transcribe(self, audio: AudioLike, *, language: str | None = None) -> Transcript:
        """What is said in `audio`.

        Args:
            audio: A path, or a pair of float samples and their rate in hertz.
            language: English name of the language; None for the clip's own.

        Raises:
            UnsupportedAttachmentError: The model takes no sound, or not so long a clip.
        """
        return transcribe_recording(self._session, self._audio(audio), language=language)

    def close(self) -> None:
        """Free the model."""
        self._session.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _request(
        self,
        prompt: str,
        images: Sequence[ImageLike],
        audio: Sequence[AudioLike],
        videos: Sequence[str | Path],
        system: str,
        parameters: dict[str, Any],
    ) -> GenerationRequest:
        films = [attach(Path(video), AttachmentKind.VIDEO) for video in videos]
        attachments = [*map(self._image, images), *map(self._audio, audio), *films]
        message = Message.user(prompt, *attachments)
        messages = (Message.system(system), message) if system else (message,)
        return GenerationRequest(messages, GenerationParameters(**parameters))

    def _image(self, image: ImageLike) -> Attachment:
        if isinstance(image, str | Path):
            return attach(Path(image), AttachmentKind.IMAGE)
        from PIL import Image

        picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
        path = self._new_file(".png")
        picture.save(path, format="PNG")
        return attach(path, AttachmentKind.IMAGE)

    def _audio(self, audio: AudioLike) -> Attachment:
        if isinstance(audio, str | Path):
            return attach(Path(audio), AttachmentKind.AUDIO)
        import soundfile

        samples, sample_rate_hz = audio
        path = self._new_file(".wav")
        soundfile.write(path, samples, sample_rate_hz, subtype="FLOAT")
        return attach(path, AttachmentKind.AUDIO)

    def _new_file(self, suffix: str) -> Path:
        with tempfile.NamedTemporaryFile(
            dir=self._folder.name, suffix=suffix, delete=False
        ) as file:
            return Path(file.name)
