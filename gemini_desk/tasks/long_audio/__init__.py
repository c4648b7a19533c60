"""Recordings of any length → transcripts, piece by piece.

    cutting.py      where speech is, and where it may be cut: speech → pieces
    merging.py      the text of two pieces that overlap, said once
    repetition.py   a model that repeats itself in a loop
    journal.py      what is done, on disk: a job goes on where it stopped
    pipeline.py     file → blocks → activity → pieces → model → segments

Times come from the cutter, never from the model's text. Every moment of a recording is in
exactly one segment, or in a pause that was heard as one.
"""
