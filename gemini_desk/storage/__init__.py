"""The store: SQLite for conversations, content-addressed files for attachments.

    store_thread.py          the one thread that owns the database; what the window talks to
    store_jobs.py            what it is asked to do
    store_queue.py           in which order, and when it is due
    answer_writes.py         text of answers, kept in memory until the disk takes it
    pending_text.py          that text as small rows, joined to parts when the answer ends
    answer_rows.py           how an answer ends, or is found cut off
    conversation_store.py    save, list, load, put in order, bin, search; runs on that thread
    conversation_list.py     what a list shows, without loading
    conversation_reader.py   rows → Conversation, forgiving
    conversation_writer.py   Conversation → rows
    conversation_bin.py      deleting for good
    space_store.py           how much room it takes, and making it smaller
    organisation_store.py    folders and tags
    draft_store.py           drafts, and messages that wait to be sent
    library_store.py         presets and prompts, a person's own and the built-in ones
    library_file.py          files with presets and prompts, shared ones and those that ship
    library_json.py          Preset, PromptTemplate ↔ JSON
    search_store.py          searching, and keeping the index up; its parts:
    search_query.py          SearchQuery, SearchHit, and what people type → terms
    search_hits.py           a query → hits
    search_excerpt.py        the piece of a text around a hit
    search_index.py          the full-text index of titles and messages, kept up behind the writes
    search_words.py          text → words without case and accents, in any script
    attachment_rows.py       the columns of attachments
    transcript_store.py      transcripts, while they are made and when they are edited
    transcript_rows.py       transcripts and their segments ↔ rows
    damage_json.py           places that cannot be read ↔ JSON
    answer_json.py           AnswerDetails ↔ JSON
    setup_json.py            ConversationSetup, ContextCut ↔ JSON
    database.py              open, check, transactions, errors
    migrations.py            the schema, version by version; versions 3 and 4 in
                             search_schema.py and transcript_schema.py
    transfer/                everything to an archive and back
    exporters/               one conversation as Markdown, a web page, text (registry)
    atomic_file.py           files that appear whole or not at all
    blob_store.py            attachments, named by their SHA-256
    profile_lock.py          one writing process for each profile

Everything here blocks on the disk: not for the GUI thread, `StoreThread` aside.
"""
