"""The engine: one inference thread, its jobs, and the backends that run models.

    events.py              plain values in and out of the inference thread
    load_request.py        one of them: how a model is loaded
    model_capabilities.py  another: what a model takes, and what it says that it has learned
    backend.py             what a backend offers
    inference_thread.py    the one long-lived thread, its queue, and how jobs end
    job_queue.py           which job comes next, and what makes way
    job_errors.py          failures that nobody foresaw, in words
    backends/              the registry of backends: transformers here, or a server
    families/              the registry of model families; what each does differently

What the transformers backend is made of, in the order in which a question meets it:

    library_loading.py     torch and transformers, without freezing the window
    loading.py             a checkpoint folder → model and processor
    checkpoint_parts.py    its config, processor and weights
    quantised/             weights of eight and four bits
    offloading.py          several devices for one model
    loading_bar.py         how far reading the weights is
    device.py              where it runs and in which dtype, and why
    processor_threads.py   how many cores
    capabilities.py        what the model takes
    turns.py               messages as chat templates want them
    chat_template.py       the conversation through the model's own template, in pieces
    template_places.py     what that template has a place for
    media_budgets.py       how many tokens a picture or clip may take
    media_encoding.py      pictures and clips through the model's processor
    film_reading.py        the frames of a film that the processor would choose
    text_ids.py            text → token ids, and back
    prompt_inputs.py       pieces → token ids; remembers the ids of earlier answers
    token_counting.py      the same pieces, only counted
    media_arithmetic.py    tokens of pictures and clips from their sizes
    prefix_cache.py        keys and values, kept for the next turn
    kv_layers.py           cutting a cache back, and snapshots where that is impossible
    generation.py          one answer on its way
    int8_layer.py          keys and values in eight bits
    model_runner.py        forward passes
    adapters.py            adapters (LoRA) that a checkpoint brings, and which one reads a prompt
    special_ids.py         which tokens end an answer, which never come
    sampling.py            choosing the next token
    streamer.py            token ids → text, incrementally; stop strings
    token_probabilities.py how sure the model was of each token
    answer_text.py         the answer while it grows, thoughts told apart
    thoughts.py            how models mark their thoughts
    out_of_memory.py       memory that runs out
    memory_remedies.py     and what would fit instead

Nothing here imports torch or transformers at module level: they take seconds, and the
window shows first.
"""
