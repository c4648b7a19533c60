"""The curriculum of the larger starter: from characters and single words to everything at once.

The clock counts ticks. At each tick one batch is drawn from either stream, and on a fast device
several ticks make one step of the optimiser, so that the same curriculum serves both.

From the first tick on one attention head is shown where each letter stands: without that, earlier
runs lay ten thousand examples long on a plateau.
"""

from __future__ import annotations

from gemini_desk.starter.phase import Mixture, Phase
from gemini_desk.starter.sizes import GOOD

_FULL = (GOOD.soft_tokens,)
_UNREADABLE = {"blank": 0.4, "photograph": 0.6}
_SHAPES = {"one_shape": 0.35, "pointed_at": 0.35, "relations": 0.3}
_HEARD = {"phrases": 0.45, "dictation": 0.49, "wordless": 0.06}


def _shown(weight: float, budget: tuple[int, ...], share: float = 1.0) -> tuple[Mixture, ...]:
    """Returns the batches of pictures of the last phases, at a budget and a share of their size."""

    def many(count: int) -> int:
        return max(4, int(count * share))

    return (
        Mixture(0.22 * weight, many(26), {"word": 0.7, "code": 0.3}, budget),
        Mixture(0.2 * weight, many(18), {"print.line": 0.7, "print.number": 0.3}, budget),
        Mixture(0.16 * weight, many(14), {"print.paragraph": 0.5, "print.crop": 0.5}, budget),
        Mixture(0.22 * weight, many(16), _SHAPES, budget),
        Mixture(0.09 * weight, many(14), {"chart": 1.0}, budget),
        Mixture(0.05 * weight, many(24), {"emoji": 1.0}, budget),
        Mixture(0.06 * weight, many(20), _UNREADABLE, budget),
    )


PHASES: tuple[Phase, ...] = (
    Phase(
        name="first looks",
        steps=600,
        learning_rate=(2.5e-3, 2.5e-3),
        alignment=0.5,
        pointing=0.5,
        streams=(
            (
                Mixture(0.76, 32, {"characters": 0.9, "code": 0.1}, (16,)),
                Mixture(0.2, 24, {"one_shape": 1.0}, (16,)),
                Mixture(0.04, 24, _UNREADABLE, (16,)),
            ),
            (
                Mixture(0.9, 20, {"first_words": 0.96, "wordless": 0.04}),
                Mixture(0.1, 24, {"talk": 1.0}),
            ),
        ),
    ),
    Phase(
        name="characters and colours",
        steps=900,
        learning_rate=(2.5e-3, 2.5e-3),
        alignment=0.7,
        pointing=0.5,
        streams=(
            (
                Mixture(0.5, 32, {"characters": 0.7, "code": 0.3}, (16, 25)),
                Mixture(0.24, 32, {"word": 0.8, "code": 0.2}, (25, 36)),
                Mixture(0.2, 24, {"one_shape": 0.8, "pointed_at": 0.2}, (25,)),
                Mixture(0.06, 24, _UNREADABLE, (16, 25)),
            ),
            (
                Mixture(0.84, 20, {"first_words": 0.65, "phrases": 0.3, "wordless": 0.05}),
                Mixture(0.16, 24, {"talk": 1.0}),
            ),
        ),
    ),
    Phase(
        name="words and shapes",
        steps=1800,
        learning_rate=(2.5e-3, 2.2e-3),
        alignment=1.0,
        pointing=0.5,
        streams=(
            (
                Mixture(0.46, 32, {"word": 0.7, "code": 0.3}, (25, 36)),
                Mixture(0.12, 20, {"print.line": 0.6, "print.number": 0.4}, (50,)),
                Mixture(0.3, 20, _SHAPES, (36,)),
                Mixture(0.06, 24, {"emoji": 1.0}, (25, 36)),
                Mixture(0.06, 24, _UNREADABLE, (25, 36)),
            ),
            (
                Mixture(0.6, 18, _HEARD),
                Mixture(0.14, 24, {"talk": 1.0}),
                Mixture(0.26, 20, _SHAPES, (36,)),
            ),
        ),
    ),
    Phase(
        name="lines and charts",
        steps=2600,
        learning_rate=(2.2e-3, 1.6e-3),
        alignment=1.0,
        pointing=0.5,
        streams=(
            _shown(1.0, (70,)),
            (
                Mixture(0.46, 18, _HEARD),
                Mixture(0.08, 14, {"memo": 0.8, "listened_back": 0.2}),
                Mixture(0.1, 24, {"talk": 1.0}),
                Mixture(0.06, 14, {"looked_back": 1.0}, (70,)),
                Mixture(0.06, 8, {"varied": 1.0}, (70,)),
                *_shown(0.24, (70,)),
            ),
        ),
    ),
    Phase(
        name="shipped size",
        steps=1900,
        learning_rate=(1.6e-3, 0.5e-3),
        alignment=0.7,
        pointing=0.5,
        streams=(
            _shown(1.0, _FULL, 0.8),
            (
                Mixture(0.4, 18, _HEARD),
                Mixture(0.12, 14, {"memo": 0.8, "listened_back": 0.2}),
                Mixture(0.1, 24, {"talk": 1.0}),
                Mixture(0.08, 12, {"looked_back": 1.0}, _FULL),
                Mixture(0.06, 8, {"compare": 0.5, "compare.at_once": 0.5}, _FULL),
                Mixture(0.08, 6, {"varied": 1.0}, _FULL),
                *_shown(0.16, _FULL, 0.8),
            ),
        ),
    ),
    Phase(
        name="polish",
        steps=500,
        learning_rate=(0.5e-3, 0.0),
        alignment=0.3,
        pointing=0.3,
        streams=(
            _shown(1.0, _FULL, 0.8),
            (
                Mixture(0.4, 18, _HEARD),
                Mixture(0.12, 14, {"memo": 0.8, "listened_back": 0.2}),
                Mixture(0.12, 24, {"talk": 1.0}),
                Mixture(0.1, 12, {"looked_back": 1.0}, _FULL),
                Mixture(0.08, 8, {"compare": 0.5, "compare.at_once": 0.5}, _FULL),
                Mixture(0.1, 6, {"varied": 1.0}, _FULL),
                *_shown(0.08, _FULL, 0.8),
            ),
        ),
    ),
)
