"""The training recipe of the starter model: a room that the application never imports.

Everything the starter has ever seen is made here, on an ordinary computer, from fonts, drawing
commands and speech synthesizers. Nothing is downloaded.

Map of the room:
    sizes            how large the model is: the good one, which ships, and the small one
    configuration    tokenizer, chat template, model and processor configuration
    deepening        one more layer for the small one's decoder
    growing          a trained model, widened and deepened to another size
    words            word lists and the rule that holds words out
    prompts          the ways in which each task can be asked for
    examples         what one training example is, and the registry of tasks
    pictures/        printed text, signs and receipts, shapes, charts, emoji, pictures that nobody
                     can read, patches
    speech/          synthesizers, sentences, clips, a pool of them on disk, memos, recordings
                     without speech, log-mel frames
    conversation     greetings, abilities, refusals and replies to follow-up questions
    talk             the same for the good one, with sums, spelling and capitals
    comparisons      two pictures in one conversation
    tasks            the registry: a name for every kind of example
    encoding         text as token ids
    batches          examples to padded tensors
    losses           what is minimised: the answer, plus what the towers are to show
    pointing         the loss that teaches one attention head where to look
    optimiser        Muon for matrices, AdamW for the rest
    phase            what a stretch of training is made of
    curriculum       which tasks at which size, in which order: the small one's
    good_curriculum  the good one's
    recipes          both: what is trained, and on what
    feed             the batches of a run, drawn here or ahead by worker processes
    run_files        what a run keeps in its folder: checkpoints and its log
    speedups         what makes a step faster and changes nothing else
    workers          processes that train one model: how they meet and share the gradient
    training         the small one's loop, in one or two processes
    loop             the good one's, on a processor or on CUDA: seeded, checkpointed, resumable
    held_out         the evaluation sets, fixed and hashed before training
    good_sets        those of what only the good one can do
    evaluation       measurements through the shipped processor and ``generate``
    curves           the learning curves as a picture
    export           the checkpoint folder in ``assets/starter``
    model_card       its README; good_card, what the good one's says; card_frame, what both say
    gallery          ten right and ten wrong answers of each set, as a picture
    samples          the small pictures and clips in ``assets/samples``

Commands: ``python -m gemini_desk.starter samples|train|evaluate|export|curves|card|sheets``.
"""
