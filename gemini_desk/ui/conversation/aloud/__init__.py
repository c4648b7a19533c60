"""Messages as they are read aloud.

    prose.py             text documents → runs of words, with their places
    spoken_segments.py   how each kind of segment is said (registry)
    sources.py           a message, or a selection, one utterance after the other
    following.py         what is read now: marked, and kept in view

What speaks is `ui/speech/`; here is only what it says, and where that stands.
"""
