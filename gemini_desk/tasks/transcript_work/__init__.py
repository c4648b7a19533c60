"""Work on a transcript: summaries, action items, translations, answers with citations.

works.py         what there is (registry), and which message asks for it
summarise.py     a summary, in several styles and lengths
action_items.py  who does what until when
translate.py     another transcript, in another language, with the same times
answer.py        an answer to a question, of any length of transcript
retrieval.py     which segments matter for a question
notes.py         map-reduce: windows → notes → a text
fitting.py       segments → windows that fit into the context, by the model's own counter
task.py          what a work is given; how its prompts begin
steps.py         what a work does: ask, count, say, keep
which.py         which recording a message asks about
planning.py      which work an answer needs
prompt_transcripts.py  the transcripts in a prompt, replaced by parts of them
running.py       carries the steps out, with a blocking session
runner.py        works in the window: each looks like one job of the inference thread

Works are generators of steps: the window, the command line and tests run the same ones.
"""
