"""Recordings of any length → transcripts, piece by piece.

    cutting.py      where speech is, and where it may be cut: speech → pieces
    listening.py    file → blocks → activity → pieces with their sound
    session.py      what the model is asked through
    asking.py       a piece → its text, by the model; the text before as context
    prompts.py      what it is told and asked
    packing.py      several utterances at once, or one at a time
    merging.py      the text of two pieces that overlap, said once
    repetition.py   a model that repeats itself in a loop
    confidence.py   how sure the model was of each word
    progress.py     how far a job is, and how long it will take
    journal.py      what is done, on disk: a job goes on where it stopped
    pipeline.py     all of it: a recording → its transcript

Times come from the cutter, never from the model's text. Every moment of a recording is in
exactly one segment, or in a pause that was heard as one.
"""
