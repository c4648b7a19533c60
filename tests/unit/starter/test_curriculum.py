"""The curriculum: complete, within reach, and one medium a batch."""

import pytest

pytest.importorskip("numpy")

from gemini_desk.starter import curriculum, tasks

MEDIA = (
    set(tasks.PICTURE_TASKS),
    set(tasks.SOUND_TASKS),
    set(tasks.TEXT_TASKS),
    set(tasks.MIXED_TASKS),
)


def test_every_batch_holds_one_medium() -> None:
    for phase in curriculum.PHASES:
        for stream in phase.streams:
            for mixture in stream:
                assert any(set(mixture.shares) <= medium for medium in MEDIA), phase.name


def test_the_end_is_found() -> None:
    total = sum(phase.steps for phase in curriculum.PHASES)
    assert curriculum.locate(total) is None
    last = curriculum.locate(total - 1)
    assert last is not None
    assert last[0] is curriculum.PHASES[-1]


def test_training_warms_up() -> None:
    first, later = curriculum.locate(0), curriculum.locate(curriculum.WARM_UP_STEPS)
    assert first is not None
    assert later is not None
    assert first[1] < later[1]


def test_training_warms_up_again_when_the_decoder_grows() -> None:
    phases = curriculum.PHASES
    grown = next(index for index, phase in enumerate(phases) if phase.deep)
    assert all(phase.deep for phase in phases[grown:])
    start = sum(phase.steps for phase in phases[:grown])
    first, later = curriculum.locate(start), curriculum.locate(start + curriculum.WARM_UP_STEPS)
    assert first is not None
    assert later is not None
    assert first[0] is phases[grown]
    assert first[1] < later[1]
