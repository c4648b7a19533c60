"""Search over all conversations, in the sidebar.

filters.py      what is searched for: words, kinds, time, model, tag (no Qt)
excerpts.py     excerpts with their marked words (no Qt)
filter_bar.py   the filters as chips and menus
hits.py         hits as a Qt model, and how they are painted
panel.py        filters, hits, and what is said when there are none
"""
