"""What each kind of server calls things, and how it says them.

The shapes of llama.cpp were seen with its server of October 2026 and a random model of two layers;
texts and counts were chosen here. The rest follows what the makers of each server document; what
is said of LM Studio's streams and errors was never seen.
"""

import pytest

from gemini_desk.chat.answer import Usage
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.errors import PromptTooLongError, UnsupportedAttachmentError
from tests.helpers.bad_server import DONE, Raw, Refusal, event

OWNERS = {
    "vllm": "vllm",
    "llama.cpp": "llamacpp",
    "ollama": "library",
    "lm-studio": "organization_owner",
    "unknown": "somebody",
}


def serve(server, kind, beside=None):
    server.models = {"data": [{"id": "bad-model", "owned_by": OWNERS[kind]}]}
    server.beside = beside or {}


def body_of(asking, server, kind, beside=None, **fields):
    serve(server, kind, beside)
    asking.load()
    asking.ask(**fields)
    return server.requests[-1].json


@pytest.mark.parametrize(
    ("kind", "named", "other"),
    [
        ("vllm", "repetition_penalty", "repeat_penalty"),
        ("llama.cpp", "repeat_penalty", "repetition_penalty"),
        ("lm-studio", "repeat_penalty", "repetition_penalty"),
        ("unknown", "repetition_penalty", "repeat_penalty"),
    ],
)
def test_the_penalty_of_repetition_has_the_name_that_the_server_reads(
    asking, server, kind, named, other
):
    body = body_of(asking, server, kind, parameters=GenerationParameters(repetition_penalty=1.3))
    assert body[named] == 1.3
    assert other not in body


@pytest.mark.parametrize("kind", ["vllm", "llama.cpp", "lm-studio", "unknown"])
@pytest.mark.parametrize("thinks", [True, False])
def test_thinking_is_switched_in_the_template(asking, server, kind, thinks):
    body = body_of(asking, server, kind, enable_thinking=thinks)
    assert body["chat_template_kwargs"] == {"enable_thinking": thinks}
    assert "reasoning_effort" not in body


@pytest.mark.parametrize(
    ("takes", "thinks", "expected"),
    [
        (["completion", "thinking"], True, "medium"),
        (["completion", "thinking"], False, "none"),
        (["completion"], True, None),  # it refuses to be asked for what its model cannot do
        (["completion"], False, None),
    ],
)
def test_ollama_thinks_by_effort(asking, server, takes, thinks, expected):
    beside = {"/api/show": {"capabilities": takes}, "/api/ps": {"models": []}}
    serve(server, "ollama", beside)
    assert asking.load().capabilities.thinking == ("thinking" in takes)
    asking.ask(enable_thinking=thinks)
    body = server.requests[-1].json
    assert body.get("reasoning_effort") == expected
    assert "chat_template_kwargs" not in body


def chunk(delta, reason=None, **fields):
    return event({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **fields})


END_OF_LLAMA_CPP = {
    "choices": [],
    "usage": {
        "completion_tokens": 4,
        "prompt_tokens": 21,
        "total_tokens": 25,
        "prompt_tokens_details": {"cached_tokens": 6},
    },
    "timings": {"cache_n": 6, "prompt_n": 15, "predicted_n": 4, "predicted_ms": 0.991},
}
STREAMS = {
    "llama.cpp": [  # the shapes as seen; thoughts as documented
        chunk({"role": "assistant", "content": None}),
        chunk({"reasoning_content": "Hm."}),
        chunk({"content": "Yes"}),
        chunk({"content": "."}),
        chunk({}, "stop"),
        event(END_OF_LLAMA_CPP),
    ],
    "vllm": [
        chunk({"role": "assistant", "content": ""}, usage=None),
        chunk({"reasoning": "Hm."}),
        chunk({"content": "Yes"}),
        chunk({"content": "."}, "stop", stop_reason=106),
        event({
            "choices": [],
            "usage": {"prompt_tokens": 21, "total_tokens": 25, "completion_tokens": 4,
                      "prompt_tokens_details": {"cached_tokens": 6}},
        }),
    ],
    "older vllm": [
        chunk({"role": "assistant", "content": "", "reasoning_content": None}),
        chunk({"reasoning_content": "Hm."}),
        chunk({"content": "Yes."}),
        chunk({"content": ""}, "stop"),
        event({"choices": [], "usage": {"prompt_tokens": 21, "completion_tokens": 4,
                                        "prompt_tokens_details": {"cached_tokens": 6}}}),
    ],
    "ollama": [
        chunk({"role": "assistant", "content": "", "reasoning": "Hm."}),
        chunk({"role": "assistant", "content": "Yes."}),
        chunk({"role": "assistant", "content": ""}, "stop"),
        event({"choices": [], "usage": {"prompt_tokens": 21, "completion_tokens": 4,
                                        "prompt_tokens_details": {"cached_tokens": 6}}}),
    ],
    "lm studio": [
        chunk({"role": "assistant", "reasoning_content": "Hm."}, logprobs=None),
        chunk({"role": "assistant", "content": "Yes."}),
        chunk({}, "stop"),
        event({"choices": [], "usage": {"prompt_tokens": 21, "completion_tokens": 4,
                                        "completion_tokens_details": {"reasoning_tokens": 1},
                                        "prompt_tokens_details": {"cached_tokens": 6}}}),
    ],
    "thinking, as Ollama calls it": [
        chunk({"thinking": "Hm."}),
        chunk({"content": "Yes."}),
        chunk({}, "stop", usage={"prompt_tokens": 21, "completion_tokens": 4,
                                 "prompt_tokens_details": {"cached_tokens": 6}}),
    ],
    "thoughts as a part": [
        chunk({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}]}),
        chunk({"content": [{"type": "text", "text": "Yes."}]}),
        chunk({"content": ""}, "stop", usage={"prompt_tokens": 21, "completion_tokens": 4,
                                              "prompt_tokens_details": {"cached_tokens": 6}}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_thoughts_text_and_usage_of_each_kind(asking, server, stream):
    asking.load()
    server.queue(Raw([*stream, DONE]))
    finished = asking.ask()
    assert (asking.thoughts, asking.text) == ("Hm.", "Yes.")
    assert finished.usage == Usage(21, 6, 4)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        # llama.cpp's words, as seen: it calls what its model does not take a failure of its own
        (500, {"error": {"code": 500, "type": "server_error", "message":
               "image input is not supported - hint: if this is unexpected, you may need to "
               "provide the mmproj"}}),
        (500, {"error": {"code": 500, "type": "server_error", "message":
               "audio input is not supported - hint: if this is unexpected, you may need to "
               "provide the mmproj"}}),
        (400, {"error": {"message": "At most 1 image(s) may be provided in one prompt.",
                         "type": "BadRequestError", "param": None, "code": 400}}),
        (400, {"error": {"message": "tiny is not a multimodal model", "code": 400}}),
        (400, {"error": {"message": "this model does not support images"}}),
        (400, {"error": "Model does not support images. Please use a model that does."}),
    ],
)  # fmt: skip
def test_what_the_model_does_not_take_is_told_as_that(asking, server, status, content):
    asking.load()
    server.queue(Refusal(status, content))
    with pytest.raises(UnsupportedAttachmentError, match="does not take") as caught:
        asking.ask()
    assert "Remove them" in caught.value.hint
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "content",
    [
        # llama.cpp: the message as seen, the fields beside it as documented
        {"error": {"code": 400, "type": "exceed_context_size_error", "n_ctx": 512,
                   "n_prompt_tokens": 15019, "message":
                   "request (15019 tokens) exceeds the available context size (512 tokens), try "
                   "increasing it"}},
        {"error": {"message": "This model's maximum context length is 512 tokens. However, you "
                              "requested 12 output tokens and your prompt contains 3000 tokens",
                   "type": "BadRequestError", "param": "input_tokens", "code": 400}},
        {"error": "Trying to keep the first 3000 tokens when context the overflows. However, the "
                  "model is loaded with context length of only 512 tokens"},
    ],
)  # fmt: skip
def test_a_conversation_that_is_too_long_is_told_as_that(asking, server, content):
    asking.load()
    server.queue(Refusal(400, content))
    with pytest.raises(PromptTooLongError):
        asking.ask()


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("vllm", {"continue_final_message": True, "add_generation_prompt": False}),
        ("llamacpp", {"chat_template_kwargs": {"enable_thinking": False}}),
        ("somebody", {}),
    ],
)
def test_an_answer_is_continued_in_the_way_of_each_kind(asking, server, owner, expected):
    server.models = {"data": [{"id": "bad-model", "owned_by": owner}]}
    asking.load()
    asking.ask(Message.user("Count."), Message.assistant("1, 2,"), enable_thinking=True)
    body = server.requests[0].json
    assert {name: body[name] for name in expected} == expected
    last = body["messages"][-1]
    assert last["role"] == ("user" if owner == "somebody" else "assistant")


@pytest.mark.parametrize(
    ("models", "beside", "expected"),
    [
        (
            {"data": [{"id": "bad-model", "owned_by": "vllm", "max_model_len": 8192}]},
            {},
            (False, False, 8192),
        ),
        (
            {"data": [{"id": "bad-model", "owned_by": "llamacpp"}]},
            {
                "/props?model=bad-model": {
                    "default_generation_settings": {"n_ctx": 2048},
                    "modalities": {"vision": True, "audio": False},
                }
            },
            (True, False, 2048),
        ),
        (
            {"data": [{"id": "bad-model", "owned_by": "library"}]},
            {
                "/api/show": {
                    "capabilities": ["completion", "vision"],
                    "model_info": {"gemma3.context_length": 131072},  # not what it runs with
                },
                "/api/ps": {"models": []},
            },
            (True, False, 0),
        ),
        (
            {"data": [{"id": "bad-model", "owned_by": "library"}]},
            {
                "/api/show": {"capabilities": ["completion", "audio"]},
                "/api/ps": {
                    "models": [{"name": "other"}, {"name": "bad-model", "context_length": 4096}]
                },
            },
            (False, True, 4096),
        ),
        (
            {"data": [{"id": "bad-model", "owned_by": "library"}]},
            {
                "/api/show": {"capabilities": [], "parameters": "top_k    64\nnum_ctx   16384"},
                "/api/ps": {"models": [{"name": "bad-model", "context_length": 4096}]},
            },
            (False, False, 16384),
        ),
        (
            {"data": [{"id": "bad-model", "owned_by": "organization_owner"}]},
            {
                "/api/v0/models/bad-model": {
                    "type": "vlm",
                    "max_context_length": 131072,  # not what it runs with
                    "loaded_context_length": 4096,
                }
            },
            (True, False, 4096),
        ),
        (
            {"data": [{"id": "bad-model", "owned_by": "organization_owner"}]},
            {"/api/v0/models/bad-model": {"type": "llm", "max_context_length": 131072}},
            (False, False, 0),
        ),
        (
            {"data": [{"id": "bad-model", "owned_by": "organization_owner"}]},
            {
                "/api/v1/models": {
                    "models": [
                        {"key": "other", "capabilities": {"vision": False}},
                        {
                            "key": "bad-model",
                            "capabilities": {"vision": True},
                            "max_context_length": 131072,
                            "loaded_instances": [
                                {"id": "bad-model", "config": {"context_length": 8192}}
                            ],
                        },
                    ]
                }
            },
            (True, False, 8192),
        ),
        (
            {  # as seen but for its values; nothing beside it was told
                "data": [
                    {
                        "id": "bad-model",
                        "owned_by": "llamacpp",
                        "architecture": {"input_modalities": ["text", "image"]},
                        "meta": {"n_ctx": 512, "n_ctx_train": 8192},
                    }
                ]
            },
            {},
            (True, False, 512),
        ),
        (
            {
                "data": [
                    {
                        "id": "bad-model",
                        "context_length": 262144,
                        "architecture": {"input_modalities": ["text", "image", "audio"]},
                    }
                ]
            },
            {},
            (True, True, 262144),
        ),
        ({"data": [{"id": "bad-model", "owned_by": "library"}]}, {}, (False, False, 0)),
        (
            {"data": [{"id": "bad-model", "architecture": [], "meta": 7, "context_length": "x"}]},
            {},
            (False, False, 0),
        ),
        ({"data": [{"id": 7}, "x", {"id": "other"}]}, {}, (False, False, 0)),
    ],
    ids=[
        "vllm",
        "llama.cpp",
        "ollama",
        "ollama-running",
        "ollama-model-file",
        "lm-studio",
        "lm-studio-not-loaded",
        "lm-studio-newer",
        "llama.cpp-list",
        "router",
        "old-ollama",
        "odd-fields",
        "odd",
    ],
)
def test_what_each_kind_of_server_tells(asking, server, models, beside, expected):
    server.models, server.beside = models, beside
    taken = asking.load().capabilities
    assert (taken.image, taken.audio, taken.context_tokens) == expected
