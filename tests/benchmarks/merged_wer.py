"""Word errors of a long file's merged transcript, beside those of its sentences one by one.

    python -m tests.benchmarks.merged_wer [--model M] [--sentences 200] [--seed 1] [--json]

eSpeak NG speaks sentences in voices that the starter's training never heard; the long file holds
them all, with pauses between. The merged transcript is held to 1.05 times the word error rate of
the same sentences, each in a file of its own. With fewer than some hundred words chance decides.
Needs libespeak-ng and the extras `train` and `test`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import jiwer
import numpy as np
import soundfile

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest, LoadRequest
from gemini_desk.starter.speech import clips
from gemini_desk.tasks.attach import attach
from gemini_desk.tasks.long_audio.pipeline import transcribe_recording
from gemini_desk.tasks.long_audio.prompts import transcription_prompt
from gemini_desk.tasks.model_session import ModelSession
from tests.benchmarks.report import Report

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 16_000
HELD_TO = 1.05
PAUSES_S = (0.4, 2.5)
MOST_WORDS = 4  # what the starter knows as a sentence


def made(seed: int, count: int) -> list[tuple[str, NDArray[np.float32]]]:
    """Sentences and their sound."""
    rng = random.Random(seed)
    sentences = []
    for _ in range(count):
        text = clips.sentence(rng, MOST_WORDS)
        sentences.append((text, clips.clean(rng, clips.espeak_clip(rng, "held_out", text))))
    return sentences


def one_by_one(
    session: ModelSession, sentences: list[tuple[str, NDArray[np.float32]]], folder: Path
) -> list[str]:
    """What the model says of each sentence alone."""
    prompt = transcription_prompt(None)
    said = []
    for number, (_, samples) in enumerate(sentences):
        path = folder / f"{number}.wav"
        soundfile.write(path, samples, RATE_HZ)
        clip = attach(path, AttachmentKind.AUDIO)
        request = GenerationRequest(
            (Message.user(prompt, clip),), GenerationParameters(temperature=0.0)
        )
        said.append(session.answer(request)[0].strip())
    return said


def long_file(
    seed: int,
    sentences: list[tuple[str, NDArray[np.float32]]],
    pauses_s: tuple[float, float],
    folder: Path,
) -> Path:
    """All sentences after each other."""
    rng = random.Random(seed)
    parts = []
    for _, samples in sentences:
        parts.append(samples)
        parts.append(np.zeros(round(rng.uniform(*pauses_s) * RATE_HZ), np.float32))
    path = folder / "long.wav"
    soundfile.write(path, np.concatenate(parts), RATE_HZ)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pauses", type=float, nargs=2, default=PAUSES_S, metavar="S")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sentences = made(options.seed, options.sentences)
    spoken = " ".join(text for text, _ in sentences)
    report = Report("Long recordings: word errors of the merged transcript")
    with tempfile.TemporaryDirectory() as name, ModelSession() as session:
        folder = Path(name)
        session.load(LoadRequest(options.model))
        alone = jiwer.wer(spoken, " ".join(one_by_one(session, sentences, folder)))
        report.row("sentences one by one", wer=alone)
        path = long_file(options.seed, sentences, tuple(options.pauses), folder)
        transcript = transcribe_recording(session, attach(path, AttachmentKind.AUDIO))
        merged = jiwer.wer(spoken, transcript.text)
        report.row(
            "the long file, merged",
            wer=merged,
            ratio=merged / alone if alone else 1.0,
            segments=len(transcript.segments),
            seconds=transcript.duration_s,
        )
        report.note(f"held to {HELD_TO} times: {'yes' if merged <= HELD_TO * alone else 'no'}")
    report.print(as_json=options.json)


if __name__ == "__main__":
    main()
