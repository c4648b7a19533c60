"""What a person does to conversations → conversation, engine, store.

    open_conversation.py        which conversation is open, and how it first reaches the disk
    keeping_controller.py       whether anything is kept: the store, opened, or opened again
    conversation_controller.py  the list: open, rename, delete, restore
    organisation_controller.py  order: pins, folders, tags, archive, bin
    setup_controller.py         how the open conversation is answered; presets
    title_controller.py         new conversations are named by the model
    export_controller.py        conversations, written to files
    transfer_controller.py      everything to an archive and back
    search_controller.py        the search over all conversations
    message_controller.py       the open branch: send, answer again, go on, stop
                                (request_maker.py: what the model is asked; asking.py: what
                                could be left out for it)
    edit_controller.py          edits of messages that are not sent yet, on disk
    branch_controller.py        which version of a message is open
    draft_controller.py         what is written but not sent (draft_files.py: what vanished of it)
    sending_controller.py       at once, behind an answer, or not before it fits
    queue_controller.py         messages that wait for an answer to end (conversation_queue.py:
                                those of one; stored_queue.py: those on disk)
    context_controller.py       how much of the context all that takes (context_usage.py)
    overflow_controller.py      a message that does not fit, and what to do (overflow.py)
    summary_controller.py       turns summarised by the model
    prompt_controller.py        the library of prompts
    answer_controller.py        answers on their way, from the question on disk to the last word
                                (answer_under_way.py: which there are, how far each is)
    transcript_work_controller.py  what one click can do with a transcript
    work_step.py                answers in a branch that holds a transcript
    transcript_step.py          recordings that are transcribed before that
    transcription_controller.py transcripts that are being made
    transcript_resuming.py      those that were cut off go on at the next start
    transcript_controller.py    edits of transcripts
    noticing.py                 the base of those that have something to tell a person

Each controller has one subject; they share `OpenConversation` and know no widget: `wiring`
joins them with the window. GUI thread only. Nothing here waits: the store and the engine
have threads of their own, and what they have to say comes back as signals.
"""
