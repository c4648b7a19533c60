"""What a model's chat template has a place for; found by rendering short conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.errors import GenerationError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT = "probe"
_SYSTEM = "guide"
_PLACEHOLDERS = {
    "image": ("image_token", "boi_token"),
    "audio": ("audio_token", "boa_token"),
    "video": ("video_token",),
}


@dataclass(frozen=True, slots=True)
class TemplatePlaces:
    """What there is a place for.

    Attributes:
        parts: A message's content may be a list of parts; templates of models for text often
            take one string only.
        placeholders: What is written for one picture, clip or film, as far as there is a place.
        system_role: There is a place for a system prompt.
        refuses_system: A conversation with a system prompt is refused altogether.
        thinking: Thinking can be switched on.
        passing_end: What is written only where a new answer begins, not before that answer later
            (an empty thought, say); "" if there is no such thing.
    """

    parts: bool
    placeholders: Mapping[AttachmentKind, str]
    system_role: bool
    refuses_system: bool
    thinking: bool
    passing_end: str


def find_places(processor: Any) -> TemplatePlaces:
    """Look at the template of a processor, or of the tokenizer of a model for text."""
    return _Probe(processor).places()


def render_template(processor: Any, messages: list[dict[str, Any]], **options: Any) -> str:
    """Messages, in the form that templates take, as text.

    Raises:
        GenerationError: The template refuses them.
    """
    import jinja2

    try:
        return str(processor.apply_chat_template(messages, tokenize=False, **options))
    except (jinja2.TemplateError, ValueError, TypeError) as error:
        raise GenerationError(
            f"The model's chat template refuses this conversation ({error}).",
            hint="Start a new conversation, or choose another model.",
        ) from error


def text_message(role: str, text: str, *, parts: bool) -> dict[str, Any]:
    """A message that is nothing but text, in the form that a template takes."""
    return {"role": role, "content": [{"type": "text", "text": text}] if parts else text}


class _Probe:
    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self._source = str(processor.chat_template or "")
        written = self._render_content([{"type": "text", "text": _TEXT}])
        self._parts = _TEXT in written and "'type'" not in written

    def places(self) -> TemplatePlaces:
        found = {kind: self._placeholder(kind.value) for kind in AttachmentKind}
        with_system = self._render([self._message("system", _SYSTEM), self._message("user", _TEXT)])
        return TemplatePlaces(
            parts=self._parts,
            placeholders={kind: text for kind, text in found.items() if text is not None},
            system_role=_SYSTEM in with_system,
            refuses_system=bool(self._source) and not with_system,
            thinking="enable_thinking" in self._source,
            passing_end=self._passing_end(),
        )

    def _placeholder(self, kind: str) -> str | None:
        """What the template writes for one part of `kind`; None if it has no place for it."""
        if not self._parts:
            return None
        text = self._render_content([{"type": kind}, {"type": "text", "text": _TEXT}])
        for name in _PLACEHOLDERS[kind]:
            token = getattr(self._processor, name, None)
            if token is not None and text.count(str(token)) == 1:
                return str(token)
        return None

    def _passing_end(self) -> str:
        question, reply = self._message("user", _TEXT), self._message("assistant", "reply")
        opened = self._render([question])
        closed = self._render([question], opens=False)
        later = self._render([question, reply], opens=False)
        if later.startswith(opened) or not opened.startswith(closed):
            return ""
        return opened[len(closed) :]

    def _message(self, role: str, text: str) -> dict[str, Any]:
        return text_message(role, text, parts=self._parts)

    def _render_content(self, content: list[dict[str, Any]]) -> str:
        return self._render([{"role": "user", "content": content}])

    def _render(self, messages: list[dict[str, Any]], *, opens: bool = True) -> str:
        """What the template writes; "" if there is none, or it refuses."""
        if not self._source:
            return ""
        options = {"enable_thinking": False} if "enable_thinking" in self._source else {}
        try:
            return render_template(
                self._processor, messages, add_generation_prompt=opens, **options
            )
        except GenerationError:
            return ""
