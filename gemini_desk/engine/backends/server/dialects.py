"""What each kind of server calls the things that the protocol does not name.

A field that a server does not know is passed over in silence by most of them: the person would
move a slider that does nothing. So each gets the name that it reads.

    penalty of repetition   vLLM, transformers: repetition_penalty; llama.cpp, LM Studio:
                            repeat_penalty; Ollama: none in this interface
    the switch to think     vLLM, llama.cpp, LM Studio, transformers: an argument of the chat
                            template; Ollama renders templates of its own: reasoning_effort
    going on with words     vLLM: two flags; llama.cpp: what ends with an answer is continued;
    that are there          others are asked to in a message
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gemini_desk.engine.backends.server.what_it_takes import ServerKind

_GO_ON: Final = "Continue exactly where you stopped. Repeat nothing, add no introduction."

# What a server may not know, and what an answer does not depend on.
OPTIONAL: Final = (
    "stream_options", "chat_template_kwargs", "reasoning_effort", "top_k", "min_p",
    "repetition_penalty", "repeat_penalty", "seed",
)  # fmt: skip


def penalty_field(kind: ServerKind) -> str:
    """What `kind` calls the penalty of repetition."""
    return "repeat_penalty" if kind in ("llama.cpp", "lm-studio") else "repetition_penalty"


def thinking_field(kind: ServerKind, *, is_on: bool, can_think: bool) -> dict[str, Any]:
    """The field that switches thinking on or off.

    Args:
        kind: Whom it is for.
        is_on: What is wanted.
        can_think: Whether the model does; Ollama refuses to be asked for what it cannot do.
    """
    if kind != "ollama":
        return {"chat_template_kwargs": {"enable_thinking": is_on}}
    if not can_think:
        return {}
    return {"reasoning_effort": "medium" if is_on else "none"}


def go_on(body: dict[str, Any], kind: ServerKind) -> None:
    """Let the model go on with its own words, where the server can; else ask it to."""
    match kind:
        case "vllm":
            body["continue_final_message"] = True
            body["add_generation_prompt"] = False
        case "llama.cpp":
            # What is continued is the answer: a template that opens thoughts would hide it.
            body["chat_template_kwargs"] = {"enable_thinking": False}
        case _:
            body["messages"].append({"role": "user", "content": _GO_ON})
