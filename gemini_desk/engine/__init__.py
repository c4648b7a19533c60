"""The engine: one inference thread, its jobs, and the backends that run models.

    events.py              plain values in and out of the inference thread
    backend.py             what a backend offers
    inference_thread.py    the one long-lived thread and its queue
    backends/              the registry of backends; one file for each

Nothing here imports torch or transformers at module level: they take seconds, and the
window shows first.
"""
