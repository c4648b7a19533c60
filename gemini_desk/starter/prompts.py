"""The ways in which each task can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

READ = (
    "What does it say?",
    "Read the text.",
    "Read the text",
    "What is written here?",
    "What does this say?",
    "What does the sign say?",
    "Read this.",
    "Read it to me.",
    "What is the word?",
    "Which word is this?",
    "What text is in the picture?",
    "What text is in this image?",
    "Transcribe the text.",
    "Write down the text.",
    "Can you read this?",
    "Please read the picture.",
    "Please read the text in this image.",
    "Copy the text.",
    "Type what you see written.",
    "OCR",
    "What's written in the image?",
    "Extract the text from this picture.",
)
DESCRIBE = (
    "Describe the picture.",
    "Describe this image.",
    "Describe the image",
    "What is in the picture?",
    "What is in this image?",
    "What do you see?",
    "What can you see?",
    "What is shown here?",
    "What is this?",
    "What does the picture show?",
    "Tell me what you see.",
    "Tell me about this picture.",
    "Describe it.",
    "Describe what you see in one sentence.",
    "Please describe this picture.",
    "What's in the image?",
    "What shapes are there?",
    "Which shapes do you see?",
    "List the shapes.",
    "Explain this picture.",
)
COUNT = (
    "How many shapes are there?",
    "How many shapes do you see?",
    "How many shapes are in the picture?",
    "Count the shapes.",
    "How many objects are there?",
    "How many things are in the image?",
    "How many are there?",
    "What is the number of shapes?",
    "Can you count the shapes?",
    "Please count the objects.",
)
COLOUR = (
    "What colour is the {shape}?",
    "What color is the {shape}?",
    "Which colour is the {shape}?",
    "Which color does the {shape} have?",
    "What is the colour of the {shape}?",
    "What is the color of the {shape}?",
    "Tell me the colour of the {shape}.",
    "The {shape} is what color?",
    "Name the colour of the {shape}.",
    "Is the {shape} red or what colour is it?",
)
SHAPE = (
    "What shape is {colour}?",
    "Which shape is {colour}?",
    "What is the {colour} shape?",
    "What is the {colour} thing?",
    "What shape is the {colour} one?",
    "Name the {colour} shape.",
    "Which form is {colour}?",
    "What kind of shape is the {colour} object?",
)
SHAPE_ALONE = (
    "What shape is it?",
    "Which shape is this?",
    "What shape is this?",
    "Name the shape.",
)
COLOUR_ALONE = (
    "What colour is it?",
    "What color is this?",
    "Which colour is it?",
    "Name the color.",
)
PLACE = (
    "Where is the {what}?",
    "Where is the {what} in the picture?",
    "In which place is the {what}?",
    "Where can I find the {what}?",
    "Where do you see the {what}?",
    "What is the position of the {what}?",
    "Locate the {what}.",
    "Tell me where the {what} is.",
)
SIZE = (
    "Is the {what} big or small?",
    "How big is the {what}?",
    "What size is the {what}?",
    "Is the {what} small or big?",
    "Is the {what} large or small?",
    "Tell me the size of the {what}.",
)
EXISTS = (
    "Is there a {what}?",
    "Do you see a {what}?",
    "Can you see a {what}?",
    "Does the picture show a {what}?",
    "Is a {what} in the picture?",
)
TRANSCRIBE = (
    "Transcribe the recording.",
    "Transcribe the audio.",
    "Transcribe this.",
    "Transcribe this clip.",
    "Transcribe",
    "What is said?",
    "What is being said?",
    "What was said?",
    "What do you hear?",
    "What did I say?",
    "What does the speaker say?",
    "What does the person say?",
    "Write down what you hear.",
    "Write down the speech.",
    "Write this down.",
    "Please transcribe the speech.",
    "Turn this recording into text.",
    "Speech to text",
    "Which words do you hear?",
    "Listen and write.",
    "Can you write down this recording?",
    "Type what I say.",
)
OFFICIAL_TRANSCRIBE = (
    "Transcribe the following speech segment in English into English text. Follow these specific "
    "instructions for formatting the answer: only output the transcription, with no newlines; "
    "when transcribing numbers, write the digits"
)
"""Gemma 4's own wording. Long for a byte-level model, so training shows it seldom."""


def vary(rng: random.Random, prompt: str) -> str:
    """Changes a prompt as people do: case and closing mark."""
    draw = rng.random()
    if draw < 0.08:
        prompt = prompt.lower()
    if draw > 0.9:
        prompt = prompt.rstrip("?.")
    return prompt


def ask(rng: random.Random, wordings: tuple[str, ...], **names: str) -> str:
    """Draws one wording and fills in its names.

    Args:
        rng: Source of all choices.
        wordings: One of the tables of this module.
        **names: What the braces in the wording stand for.

    Returns:
        The prompt.
    """
    return vary(rng, rng.choice(wordings).format(**names))
