"""Which tasks the small starter is trained on at which size, in which order.

Two streams feed every step, one worker each where there are two: the first shows pictures, the
second plays recordings, chats, and soon shows more pictures.

Order matters. Both towers need many examples before the decoder finds out that soft tokens tell it
anything, and random characters and clean words break that plateau soonest: there is no knowledge
of words to hide behind.
"""

from __future__ import annotations

from gemini_desk.starter.phase import Mixture, Phase

_CHARACTERS = Mixture(0.54, 32, {"characters": 0.85, "code": 0.15}, (16,))
_WORDS = Mixture(0.36, 48, {"word": 0.5, "code": 0.2, "characters": 0.2, "line": 0.1}, (24, 36))
_CHAT = Mixture(0.06, 24, {"chat": 1.0})
_HEARD = {"speech": 0.64, "flite": 0.3, "wordless": 0.06}
_NAMED = Mixture(0.05, 20, {"named": 1.0})
_UNREADABLE = Mixture(0.04, 10, {"blank": 0.4, "photograph": 0.6})
PHASES: tuple[Phase, ...] = (
    Phase(
        name="first looks",
        steps=250,
        learning_rate=(3e-3, 3e-3),
        alignment=0.5,
        streams=(
            (
                Mixture(0.74, 28, {"characters": 0.9, "code": 0.1}, (16,)),
                Mixture(0.22, 16, {"one_shape": 1.0}, (16,)),
                Mixture(0.04, 24, {"blank": 0.3, "photograph": 0.7}, (16,)),
            ),
            (
                Mixture(0.94, 20, {"easy_speech": 0.88, "wordless": 0.04, "flite": 0.08}),
                _CHAT,
            ),
        ),
    ),
    Phase(
        name="characters",
        steps=193,
        learning_rate=(3e-3, 3e-3),
        alignment=0.5,
        streams=(
            (
                Mixture(0.78, 32, {"characters": 0.85, "code": 0.15}, (16,)),
                Mixture(0.18, 20, {"one_shape": 1.0}, (16,)),
                Mixture(0.04, 24, {"blank": 0.3, "photograph": 0.7}, (16,)),
            ),
            (
                Mixture(
                    0.4, 20, {"easy_speech": 0.5, "speech": 0.3, "flite": 0.16, "wordless": 0.04}
                ),
                _CHAT,
                _CHARACTERS,
            ),
        ),
    ),
    Phase(
        name="words",
        steps=237,
        learning_rate=(3e-3, 3e-3),
        alignment=1.0,
        streams=(
            (
                _WORDS,
                Mixture(0.3, 36, {"characters": 0.85, "code": 0.15}, (16,)),
                Mixture(0.27, 20, {"one_shape": 0.7, "scene": 0.3}, (25, 36)),
                Mixture(0.07, 24, {"blank": 0.3, "photograph": 0.7}, (16, 36)),
            ),
            (
                Mixture(0.44, 24, {"speech": 0.7, "flite": 0.25, "wordless": 0.05}),
                _CHAT,
                _WORDS,
                Mixture(0.14, 36, {"characters": 0.85, "code": 0.15}, (16,)),
            ),
        ),
    ),
    Phase(
        name="words, calmer tables",
        steps=255,
        learning_rate=(2.5e-3, 2.2e-3),
        alignment=1.0,
        streams=(
            (
                _WORDS,
                Mixture(0.25, 36, {"characters": 0.8, "code": 0.2}, (16,)),
                Mixture(0.32, 24, {"one_shape": 0.6, "scene": 0.4}, (25, 36)),
                Mixture(0.07, 24, {"blank": 0.3, "photograph": 0.7}, (16, 36)),
            ),
            (
                Mixture(0.44, 24, {"speech": 0.7, "flite": 0.25, "wordless": 0.05}),
                Mixture(0.12, 24, {"chat": 1.0}),
                _WORDS,
                Mixture(0.08, 36, {"characters": 0.85, "code": 0.15}, (16,)),
            ),
        ),
    ),
    Phase(
        name="words and shapes",
        steps=205,
        learning_rate=(2.2e-3, 2e-3),
        alignment=1.0,
        streams=(
            (
                _WORDS,
                Mixture(0.08, 36, {"characters": 0.5, "code": 0.5}, (16,)),
                Mixture(0.46, 28, {"one_shape": 0.5, "scene": 0.5}, (36,)),
                Mixture(0.1, 24, {"blank": 0.5, "photograph": 0.5}, (16, 36)),
            ),
            (
                Mixture(0.38, 24, {"speech": 0.7, "flite": 0.25, "wordless": 0.05}),
                Mixture(0.14, 24, {"chat": 1.0}),
                _WORDS,
                Mixture(0.12, 28, {"one_shape": 0.5, "scene": 0.5}, (36,)),
            ),
        ),
    ),
    Phase(
        name="shipped size",
        steps=500,
        learning_rate=(2e-3, 0.4e-3),
        alignment=0.7,
        streams=(
            (
                Mixture(0.4, 28, {"word": 0.66, "code": 0.14, "line": 0.2}),
                Mixture(0.48, 22, {"one_shape": 0.35, "scene": 0.65}),
                Mixture(0.09, 20, {"blank": 0.4, "photograph": 0.6}),
                Mixture(0.03, 16, {"follow_up": 1.0}),
            ),
            (
                Mixture(0.4, 24, {"speech": 0.7, "flite": 0.24, "wordless": 0.06}),
                Mixture(0.02, 12, {"official": 1.0}),
                Mixture(0.12, 28, {"chat": 1.0}),
                Mixture(0.28, 28, {"word": 0.66, "code": 0.14, "line": 0.2}),
                Mixture(0.18, 22, {"one_shape": 0.35, "scene": 0.65}),
            ),
        ),
    ),
    Phase(
        name="shapes at last",
        steps=250,
        learning_rate=(0.65e-3, 0.0),
        alignment=0.7,
        streams=(
            (
                Mixture(0.16, 28, {"word": 0.66, "code": 0.14, "line": 0.2}),
                Mixture(0.75, 26, {"one_shape": 0.3, "scene": 0.7}),
                Mixture(0.06, 20, {"blank": 0.4, "photograph": 0.6}),
                Mixture(0.03, 16, {"follow_up": 1.0}),
            ),
            (
                Mixture(0.34, 24, {"speech": 0.7, "flite": 0.24, "wordless": 0.06}),
                Mixture(0.02, 12, {"official": 1.0}),
                Mixture(0.06, 28, {"chat": 1.0}),
                Mixture(0.12, 28, {"word": 0.66, "code": 0.14, "line": 0.2}),
                Mixture(0.46, 26, {"one_shape": 0.3, "scene": 0.7}),
            ),
        ),
    ),
    Phase(
        name="where to look",
        steps=300,
        learning_rate=(1.2e-3, 0.0),
        alignment=0.0,
        pointing=1.0,
        deep=True,
        frozen_towers=True,
        streams=(
            (
                Mixture(0.16, 14, {"word": 0.6, "code": 0.2, "line": 0.2}),
                Mixture(0.8, 10, {"pointed_at": 1.0}),
                _UNREADABLE,
            ),
            (
                Mixture(0.2, 14, _HEARD),
                Mixture(0.06, 8, {"chat": 1.0}),
                Mixture(0.1, 14, {"word": 0.6, "code": 0.2, "line": 0.2}),
                Mixture(0.48, 10, {"pointed_at": 1.0}),
                Mixture(0.16, 6, {"mixed": 1.0}),
            ),
        ),
    ),
    Phase(
        name="what is asked",
        steps=1100,
        learning_rate=(1.0e-3, 0.0),
        alignment=0.0,
        pointing=1.0,
        deep=True,
        frozen_towers=True,
        streams=(
            (
                Mixture(0.1, 14, {"word": 0.6, "code": 0.2, "line": 0.2}),
                Mixture(0.82, 10, {"pointed_at": 1.0}),
                _NAMED,
                Mixture(0.03, 10, {"blank": 0.4, "photograph": 0.6}),
            ),
            (
                Mixture(0.16, 14, _HEARD),
                Mixture(0.06, 8, {"chat": 1.0}),
                Mixture(0.08, 14, {"word": 0.6, "code": 0.2, "line": 0.2}),
                Mixture(0.51, 10, {"pointed_at": 1.0}),
                _NAMED,
                Mixture(0.14, 6, {"mixed": 1.0}),
            ),
        ),
    ),
    Phase(
        name="manners",
        steps=900,
        learning_rate=(0.8e-3, 0.0),
        alignment=0.0,
        pointing=1.0,
        deep=True,
        frozen_towers=True,
        streams=(
            (
                Mixture(0.22, 14, {"word": 0.6, "code": 0.2, "line": 0.2}),
                Mixture(0.54, 10, {"pointed_at": 1.0}),
                Mixture(0.14, 12, {"follow_up": 1.0}),
                _NAMED,
                _UNREADABLE,
            ),
            (
                Mixture(0.3, 14, _HEARD),
                Mixture(0.03, 8, {"official": 1.0}),
                Mixture(0.3, 28, {"chat": 1.0}),
                Mixture(0.19, 10, {"pointed_at": 1.0}),
                Mixture(0.18, 6, {"mixed": 1.0}),
            ),
        ),
    ),
)
WARM_UP_STEPS = 50


def locate(step: int, phases: tuple[Phase, ...] = PHASES) -> tuple[Phase, float] | None:
    """Finds a step in a curriculum.

    Args:
        step: Steps taken so far.
        phases: The curriculum.

    Returns:
        The phase and the learning rate, or None at the end.
    """
    before, deep = 0, False
    for phase in phases:
        if step < before + phase.steps:
            start, end = phase.learning_rate
            rate = start + (end - start) * (step - before) / phase.steps
            # A new layer starts with an optimiser that knows nothing of it.
            warm_up = WARM_UP_STEPS if phase.deep != deep or before == 0 else 0
            return phase, rate * min(1.0, (step - before + 1) / max(1, warm_up))
        before, deep = before + phase.steps, phase.deep
    return None
