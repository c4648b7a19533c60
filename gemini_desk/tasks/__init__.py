"""Work made of engine calls.

model_session.py   a blocking face of the inference thread, for scripts and terminals
engine_calls.py    the same for tasks of the window, beside what it asks itself
attach.py          files on disk → attachments
summarise_transcript.py  a transcript → a summary, in one call
long_audio/        the pipeline for recordings of any length
transcript_work/   summaries, action items, translations, answers about a transcript
transcription_job.py  the pipeline for a message of the window: stored piece by piece
title.py           a conversation → its title
summarise_turns.py turns of a conversation → a summary to go on from
answer_recorder.py what the inference thread says → the store
space_used.py      what lies where, how large it is
"""
