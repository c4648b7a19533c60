"""Find in the conversation.

    needle.py        what is looked for: where it is in a source and in the text that is seen
    hits.py          how often it is in which message, counted in slices
    marks.py         stretches of a text that are painted: hits, and what is selected
    mark_sources.py  who has something to paint
    places.py        where in a message hits are: its parts, and the stretches of their text
    find_bar.py      the bar: field, count, back and forth
    finding.py       Finding: from hit to hit

Messages that nobody has come near are searched in their source; they are not laid out for it.
"""
