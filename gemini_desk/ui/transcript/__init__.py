"""A transcript beside the conversation: heard, read, corrected.

    panel.py            TranscriptPanel: what the window talks to; changes nothing by itself
    panel_parts.py      its base: what it is made of
    panel_header.py     name, figures, the ways out; export_menu.py: the formats
    export_dialog.py    the format of a file, and the rules of subtitles
    panel_player.py     what shall be heard, told to the loudspeaker's controller
    panel_keys.py       the keys of the panel; list_keys.py: those of the list
    player_bar.py       waveform, buttons, time, speed
    coverage.py         speech, silence, not yet heard: painted, and in words
    coverage_bar.py     that as a bar; the card in the conversation paints it, too
    tool_row.py         find, undo, speakers, doubtful words
    progress_line.py    how far it is while it is being made
    remark_line.py      why it failed; what of the recording could not be read
    segment_list.py     the segments: clicked, corrected
    chosen_rows.py      its base: which of them are chosen, which one is heard
    segment_rows.py     what they show
    virtual_rows.py     rows that exist only while they are near the view
    row_heights.py      where they stand (no Qt)
    segment_row.py      one of them
    row_text.py         its text, with doubtful and found words marked
    choice.py           which rows a person chose (no Qt)
    following.py        the view goes along with what is heard
    inline_editing.py   texts are corrected in their place; segment_editor.py: the field
    finding.py          find; the next doubtful word
    menus.py            what can be done with segments; who speaks
    list_notes.py       why the list is empty; the way back to what is heard

The edits themselves are functions of `transcripts.editing`, done and saved by
`ui.chat.transcript_controller`; `ui.wiring.transcripts` joins them with the panel.
"""
