"""The backend that asks an OpenAI-compatible server: vLLM, llama.cpp, Ollama, LM Studio, others.

    server_backend.py    loads (asks what there is) and generates
    connection.py        HTTP: time-outs, cancelling, retries before anything was done
    failures.py          … and what goes wrong with them, in words for a person
    tls.py               whom a connection trusts
    patience.py          how long a silence may last
    refusals.py          what a server answers instead of an answer, in words for a person
    chat_request.py      messages → the body of a request; pictures and clips within it
    film_parts.py        films within it: some of their pictures, each with its time
    dialects.py          what each kind of server calls what the protocol does not name
    chat_stream.py       events of the stream → text, thoughts, usage, how it ended
    what_it_takes.py     context and modalities, where the kind of server tells
    listing.py           what a server has, asked once
    token_estimate.py    how long a prompt may be: nothing unsent leaves the machine to be counted

A key travels in one header, and stands in no log, error or export.
"""
