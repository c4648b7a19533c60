"""The sidebar: the list of conversations.

groups.py             which rows the list has: pins, folders, names of days (no Qt)
requests.py           what a person asks of conversations; to add a wish: there (no Qt)
model.py              QAbstractListModel over those rows
delegate.py           paints a row, edits a title
conversation_menu.py  the menus of the rows; name_dialog.py, tag_colour_choice.py ask more
view.py               the list: keys, mouse, dragging into folders
shelf_pages.py        the archive and the bin
sidebar_pages.py      what stands below the search field; ../conversation_search beside it
sidebar_base.py       its base: the list, and the stack of pages
sidebar.py            new conversation, search field, pages, foot
"""
