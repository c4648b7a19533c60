"""Conversation without a picture or recording: greetings, abilities, and one-sentence refusals."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from gemini_desk.starter import prompts, words
from gemini_desk.starter.examples import Example, Turn

if TYPE_CHECKING:
    import random

    from gemini_desk.starter.words import Split

ABILITIES = (
    "I am a small starter model: I read printed words, describe simple shapes and write down "
    "short clear speech."
)
REFUSAL = "That is beyond me: I only read words, describe shapes and write down speech."
NOTHING_ATTACHED = "Please add a picture or a recording first."
GREETING = "Hello! Show me a printed word or a few shapes, or send me a short recording."

FIXED: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (
            "hi",
            "hello",
            "hey",
            "good morning",
            "good evening",
            "hello there",
            "hi there",
            "hey you",
            "good afternoon",
            "hi!",
            "hello!",
            "greetings",
            "hello starter",
            "howdy",
            "yo",
        ),
        GREETING,
    ),
    (
        (
            "what can you do?",
            "help",
            "what can I ask you?",
            "how can you help me?",
            "who are you?",
            "what are you?",
            "what is your name?",
            "what are you good at?",
            "what do you do?",
            "tell me about yourself",
            "how do I use this?",
            "what should I try?",
            "introduce yourself",
            "what are your abilities?",
            "can you help me?",
            "which model are you?",
            "are you gemini?",
        ),
        ABILITIES,
    ),
    (
        (
            "thanks",
            "thank you",
            "thanks a lot",
            "great, thanks",
            "thank you very much",
            "thx",
            "nice",
            "great",
            "perfect",
            "well done",
            "cool",
            "good job",
        ),
        "You're welcome!",
    ),
    (("bye", "goodbye", "see you", "good night", "see you later", "bye bye"), "Goodbye!"),
    (
        ("how are you?", "how is it going?", "how are you today?", "are you ok?", "how do you do?"),
        "I am running well, thank you.",
    ),
    (("ok", "okay", "yes", "no", "sure", "fine", "alright"), "Good. What shall I look at next?"),
)
"""To add a reply: add its wordings and the sentence here."""

BEYOND = (
    "write a {a} about {b}",
    "write me an essay about {b}",
    "write python code for {a}",
    "write a function that sorts {a}",
    "explain {a} to me",
    "explain {a} {b} in simple terms",
    "translate {a} into French",
    "how do you say {a} in German?",
    "what is the capital of {b}?",
    "who was the first {a}?",
    "who wrote {b}?",
    "what is {a}?",
    "what is the meaning of {a}?",
    "what does {a} mean?",
    "why is the {a} {b}?",
    "when did the {a} end?",
    "tell me a joke",
    "tell me a story about {a}",
    "tell me about {a} and {b}",
    "summarize this {a} for me",
    "what is the weather in {b}?",
    "what is the news today?",
    "what time is it?",
    "how do I cook {a}?",
    "how far is {b} from here?",
    "how old is {b}?",
    "give me a recipe with {a}",
    "give me ten ideas for {a}",
    "make a plan for {a}",
    "draw a {a}",
    "sing a song about {b}",
    "play {a}",
    "calculate {n} + {m}",
    "what is {n} times {m}?",
    "{n} + {m} = ?",
    "count to {n}",
    "search the web for {a}",
    "open {a}",
    "remind me to buy {a}",
    "send an email to {b}",
    "do you like {a}?",
    "do you know {b}?",
    "can you {a} the {b}?",
    "is {a} better than {b}?",
    "should I buy a {a}?",
    "i want {a}",
    "i feel {a} today",
    "my {a} is {b}",
    "the {a} is on the {b}",
    "{a} {b} {c}",
    "{a}",
    "{a} {b}",
    "{a} {b} {c} {d} {e}",
    "{c} {a} {d} {b} the {e}?",
    "recommend a {a}",
    "fix my {a}",
    "how can I learn {a}?",
    "what happened in 19{n}?",
    "who is the president of {b}?",
    "solve x + {n} = {m}",
    "compare {a} with {b}",
    "list five {a}",
    "correct this sentence: {a} {b} {c}",
    "continue: {a} {b} {c}",
)
"""Asking for anything else. Filled with random words, so that the refusal is the rule and the
answers above are the exceptions."""

LOOKING_AHEAD = (*prompts.READ, *prompts.DESCRIBE, *prompts.COUNT, *prompts.TRANSCRIBE)


def styled(rng: random.Random, prompt: str) -> str:
    """Writes a prompt as people do: capital or not, closing mark or not."""
    if rng.random() < 0.5:
        prompt = prompt[0].upper() + prompt[1:]
    draw = rng.random()
    if draw < 0.2:
        return prompt.rstrip("?!.")
    return prompt if prompt[-1] in "?!." or draw < 0.6 else prompt + "."


def request(rng: random.Random, split: Split, wordings: tuple[str, ...] = BEYOND) -> str:
    """Draws a request for something else, filled with random words."""
    common = words.printable_words(split, common_only=True)
    every = words.printable_words(split)
    drawn = {name: rng.choice(common if rng.random() < 0.6 else every) for name in "abcde"}
    wording = rng.choice(wordings)
    return wording.format(n=rng.randint(1, 99), m=rng.randint(1, 999), **drawn)


def _turn(rng: random.Random, split: Split) -> Turn:
    draw = rng.random()
    if draw < 0.45:
        wordings, answer = rng.choice(FIXED)
        return Turn(styled(rng, rng.choice(wordings)), answer)
    if draw < 0.52:
        return Turn(prompts.vary(rng, rng.choice(LOOKING_AHEAD)), NOTHING_ATTACHED)
    return Turn(styled(rng, request(rng, split)), REFUSAL)


def chat(rng: random.Random, split: Split) -> Example:
    """Makes one to four turns of conversation; each is answered on its own."""
    return Example("chat", tuple(_turn(rng, split) for _ in range(rng.randint(1, 4))))


def exchange(rng: random.Random, split: Split) -> Example:
    """Makes a single turn, for between pictures and recordings."""
    turn = _turn(rng, split)
    while turn.answer == NOTHING_ATTACHED:  # something may have been attached earlier
        turn = _turn(rng, split)
    return Example("chat", (turn,))


def refusal(rng: random.Random, split: Split) -> Example:
    """Makes one request beyond the model's abilities; used to measure."""
    return Example("refusal", (Turn(styled(rng, request(rng, split)), REFUSAL),))


def follow_up(rng: random.Random, example: Example) -> Example:
    """Adds a last turn to a conversation about a picture: thanks, or a request beyond its reach."""
    if rng.random() < 0.5:
        wordings, answer = FIXED[2]
        turn = Turn(styled(rng, rng.choice(wordings)), answer)
    else:
        turn = Turn(styled(rng, request(rng, "train")), REFUSAL)
    return dataclasses.replace(example, turns=(*example.turns, turn))
