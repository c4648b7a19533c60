"""The store: SQLite for conversations, content-addressed files for attachments.

    store_thread.py          the one thread that owns the database; what the window talks to
    answer_writes.py         text of answers, kept in memory until the disk takes it
    conversation_store.py    save, list, load, rename, bin, search; what runs on that thread
    conversation_list.py     what a list shows, without loading
    conversation_reader.py   rows → Conversation, forgiving
    conversation_writer.py   messages → rows
    search_index.py          the full-text index of titles and messages
    answer_json.py           AnswerDetails ↔ JSON
    database.py              open, check, transactions, errors
    migrations.py            the schema, version by version
    blob_store.py            attachments, named by their SHA-256
    profile_lock.py          one writing process for each profile

Everything here blocks on the disk: not for the GUI thread, `StoreThread` aside.
"""
