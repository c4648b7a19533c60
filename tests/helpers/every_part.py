"""A conversation in which everything occurs that an answer or a question can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.conversation import Conversation, TitleOrigin
from gemini_desk.chat.message import Message, Role, TextPart, ThoughtPart
from gemini_desk.paths import assets_dir
from gemini_desk.storage.store_thread import StoreThread
from gemini_desk.tasks.attach import attach

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.paths import Profile

TITLE: Final = "Everything at once"
_ANSWERS: Final = (
    ("Which shapes do you see, and what is said?", "A circle and a square, with **one word**."),
    ("Show me formulas.",
     "The integral $\\int_0^1 x^2\\,dx = \\tfrac13$ is easy, with $\\sqrt{a^2+b^2}$ beside it:\n\n"
     "$$e^{i\\pi} + 1 = 0$$\n\n\\[\\sum_{n=1}^{\\infty} \\frac{1}{n^2} = \\frac{\\pi^2}{6}\\]\n\n"
     "1. a list with \\(x_1\\)\n2. and $\\alpha$"),
    ("Some code, please.",
     "Here:\n\n```python\ndef area(radius: float) -> float:\n"
     '    """The area of a circle, from its radius; no units are assumed anywhere at all."""\n'
     "    return 3.14159 * radius**2\n```\n\n```mermaid\ngraph TD; A-->B;\n```\n\n`inline` too."),
    ("A table, a list and a note.",
     "| form | colour | sides |\n|---|---|--:|\n| circle | red | 0 |\n| square | blue | 4 |\n\n"
     "- [x] read the sign\n- [ ] translate it\n  - with care\n\nA note.[^1] ~~Not~~ this.\n\n"
     "> A quote with `code` and a [link](https://example.org/a).\n\n[^1]: It stands below."),
    ("Other writing systems?",
     "هذا نص من اليمين إلى اليسار.\n\n这是一段中文，没有空格。\n\n😀 emoji 👩‍👩‍👧 too."),
    ("Count very far.", "One, two, three, four, five, six, the"),
)  # fmt: skip


def add_conversation(profile: Profile) -> None:
    """Add it to the store of a profile, as the newest."""
    samples = [attach(assets_dir() / "samples" / name) for name in ("shapes.png", "note.wav")]
    conversation = Conversation.new()
    conversation.title, conversation.title_origin = TITLE, TitleOrigin.PERSON
    for number, (question, answer) in enumerate(_ANSWERS):
        conversation.append(Message.user(question, *(samples if number == 0 else ())))
        parts = (ThoughtPart("First I look, then I count.", 12.0),) if number == 1 else ()
        version = conversation.append(Message(Role.ASSISTANT, (*parts, TextPart(answer))))
        is_last = number == len(_ANSWERS) - 1
        conversation.versions[version.id] = replace(version, answer=AnswerDetails(
            ModelIdentity("starter", "", "cpu", "float32"),
            FinishReason.LENGTH if is_last else FinishReason.STOP,
            Usage(120, 100, 60), Timings(0.0, 0.1, 0.1, 48.0),
        ))  # fmt: skip
    store = StoreThread(profile.data_dir, on_error=_raise)
    store.start().result()
    try:
        store.save_new(conversation).result()
    finally:
        store.close(60)


def _raise(error: GeminiDeskError) -> None:
    raise error
