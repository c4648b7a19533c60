"""The registry of works on a transcript, for menus, prompts and the command line.

To add a work:
1. write it in a file of its own, as a generator of steps (`steps.py`), with `read`, which
   recognises the message that asks for it, and the phrase that does;
2. add it to `WORKS`: its choices are what one click offers;
3. add a prompt that says the phrase to `assets/prompts/`, and an option to
   `cli/transcript_work.py`;
4. add its phrase to `tests/unit/tasks/test_transcript_works.py`.

A work is asked for by a message of the conversation, typed, or sent by a click: so it can be
edited, answered again, and read in an archive, as any message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.tasks.transcript_work import action_items, summarise, translate
from gemini_desk.tasks.transcript_work.summarise import Length, Style, SummaryOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from gemini_desk.engine.events import LoadedModel
    from gemini_desk.tasks.transcript_work.steps import Work
    from gemini_desk.tasks.transcript_work.task import Task

    Begin: TypeAlias = Callable[[Task], Work]

# A judgement, as for titles: models below this do not do as they are told.
_LEAST_PARAMETERS: Final = 500_000_000
_LANGUAGES: Final = (
    "English", "German", "French", "Spanish", "Italian", "Portuguese", "Chinese", "Japanese",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to do a work.

    Attributes:
        label: In a menu.
        phrase: What a person's message says.
        is_begun: Whether the person must finish the phrase: it goes into the composer.
    """

    label: str
    phrase: str
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class TranscriptWork:
    """Something to do with a transcript.

    Attributes:
        name: Stable.
        title: On a button or a menu.
        icon: Name of its icon.
        choices: The ways to do it; a button that has one does it at once.
        plan: What is to be done if a message asks for this work; None if it does not.
        needs_skill: Whether a very small model cannot do it.
    """

    name: str
    title: str
    icon: str
    choices: tuple[Choice, ...]
    plan: Callable[[str], Begin | None]
    needs_skill: bool = True

    def obstacle(self, model: LoadedModel | None) -> str:
        """Why `model` cannot do it, for a person; "" if it can, or while nobody knows."""
        if model is None or not self.needs_skill:
            return ""
        if not model.capabilities.has_learned(self.name):
            return f"{model.identity.id} has not learned this"
        if model.capabilities.skills is not None or follows_instructions(model):
            return ""
        return f"{model.identity.id} is too small a model for this"


def _plan_summary(text: str) -> Begin | None:
    options = summarise.read(text)
    return None if options is None else lambda task: summarise.summarise(task, options)


def _plan_action_items(text: str) -> Begin | None:
    return action_items.action_items if action_items.read(text) else None


def _plan_translation(text: str) -> Begin | None:
    language = translate.read(text)
    return None if language is None else lambda task: translate.translate(task, language)


def _summary(label: str, style: Style, length: Length = Length.MEDIUM) -> Choice:
    return Choice(label, summarise.phrase(SummaryOptions(style, length)))


WORKS: Final = (
    TranscriptWork(
        "summarise",
        "Summarise",
        "text",
        (
            _summary("One sentence", Style.SENTENCE),
            _summary("Paragraph", Style.PARAGRAPH),
            _summary("A few bullet points", Style.BULLETS, Length.SHORT),
            _summary("Bullet points", Style.BULLETS),
            _summary("Minutes of a meeting", Style.MINUTES),
        ),
        _plan_summary,
    ),
    TranscriptWork(
        "action-items",
        "Action items",
        "check",
        (Choice("Action items", action_items.PHRASE),),
        _plan_action_items,
    ),
    TranscriptWork(
        "translate",
        "Translate",
        "globe",
        (
            *(Choice(language, translate.phrase(language)) for language in _LANGUAGES),
            Choice("Another language…", "Translate the recording to ", is_begun=True),
        ),
        _plan_translation,
    ),
    # Every other message is a question: `answer.py`.
    TranscriptWork(
        "ask",
        "Ask a question…",
        "help",
        (Choice("Ask a question…", "", is_begun=True),),
        lambda _text: None,
        needs_skill=False,
    ),
)


def follows_instructions(model: LoadedModel) -> bool:
    """Whether a model is large enough to do as it is told; yes, while nobody knows its size."""
    return model.parameter_count is None or model.parameter_count >= _LEAST_PARAMETERS


def planned(text: str) -> tuple[TranscriptWork, Begin] | None:
    """The work that the message `text` asks for, and how it begins; None for any other message."""
    for work in WORKS:
        begin = work.plan(text)
        if begin is not None:
            return work, begin
    return None
