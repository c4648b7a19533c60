"""The sidebar: the list of conversations.

groups.py      which rows the list has: conversations below the names of their days
model.py       QAbstractListModel over those rows
delegate.py    paints a row, edits a title
view.py        the list: keys, context menu
sidebar.py     new conversation, search, the list, empty state
"""
