"""What is said in a recording, with times.

    transcript.py   segments and their transcript, what of it cannot be read: values
    editing.py      what a person changes: text, splits, merges, speakers
    damage.py       the sentence about what cannot be read
    doubt.py        the words that the model was not sure of
    timed_text.py   a transcript as lines with times: what a model reads
    citations.py    times in a model's text → places in a transcript
    formats.py      the registry of formats: TXT, SRT, VTT, JSON, Markdown
    subtitles.py    lines that fit the screen, shown long enough; line_breaks.py: where they break

Values and functions without disk, sound or model: a transcript is part of a message
(`chat.message.TranscriptPart`), made by `tasks/long_audio`, kept by `storage`.
"""
