"""The conversation pane: virtualised rows of segments, Markdown frozen block by block.

    pane.py             ConversationPane: what the window talks to; what a person can do
    reading_area.py     its base: size, finding, the reader's place
    message_area.py     the base of that: which messages there are, and how they change
    shown_message.py    a message: its text and where it stands
    segment_column.py   its segments and their places
    message_item.py     how they are made and grow; message_parts.py: what is not Markdown
    relayout.py         what changes the room that a message takes
    definitions.py      link references and footnotes of whole answers
    segments.py         what is drawn by one widget: prose, code, pictures, a clip, …
    segment_widget.py   what may be asked of the widget that shows one
    gaps.py             the room between them
    item_list.py        the messages and their prefix sums of heights
    measures.py         lengths; zoom.py: the factor on them and on the fonts
    measuring.py        heights, laid out for real
    code_metrics.py     how tall code is
    documents.py        text documents, their style sheet, and which are kept
    layout_geometry.py  where the column and the messages stand in the view
    virtual_layout.py   what is near the view is measured and has widgets
    expansion.py        parsing and measuring it; forgetting what is far
    placed_views.py     these widgets
    focus_order.py      the order in which Tab walks them
    scrolling.py        the scroll bar; whether the view stays at the end
    scroll_bars.py      what it looks like
    news.py             what came below meanwhile; jump_button.py: the way there
    anchor.py           what must not move meanwhile
    thinking.py         what was thought before an answer; thought_segments.py: folded, unfolded
    formulas/           formulas, drawn on another thread
    transcript_card.py  the segment that shows a transcript
    views/              the widgets, one for each kind of segment
    selection.py        selected text as two places in the conversation
    selection_mouse.py  selecting with the mouse; selection_keys.py: with the keyboard
    branch_switch.py    from one branch to another, with nothing moving above
    message_offers.py   what can be done with a message, and why not now
    message_commands.py buttons, menus and keys do it, or ask for it
    message_menu.py     the menus of a message
    editing/            messages that are being written anew, at their place
    reveal.py           which messages show their actions
    keyboard.py         the keys
    seen_text.py        text of segments as it is seen; selected_text.py: of the selection
    copying.py          what goes to the clipboard
    find/               find in the conversation
    aloud/              messages as they are read aloud
    highlighter.py      colours for code, in slices
    media_previews.py   thumbnails and waveforms, made on other threads
    thumbnails.py       where those of one message go
    playback.py         which clip plays
    details_card.py     the figures of an answer
    wording.py          figures and times in words
    announcements.py    what a screen reader is told without being asked

Only `placed_views` moves widgets, only `documents` makes documents, and nothing here
decodes, reads files or opens addresses on the GUI thread.
"""
