"""The training recipe of the starter model: a room that the application never imports.

Everything the starter has ever seen is made here, on an ordinary computer, from fonts, drawing
commands and speech synthesizers. Nothing is downloaded.

Map of the room:
    configuration    tokenizer, chat template, model and processor configuration
    words            word lists and the rule that holds words out
    prompts          the ways in which each task can be asked for
    examples         what one training example is, and the registry of tasks
    pictures/        printed text, shapes, pictures that nobody can read, patches
    speech/          synthesizers, clips, recordings without speech, log-mel frames
    conversation     greetings, abilities, refusals and replies to follow-up questions
    batches          examples to padded tensors
    losses           what is minimised: the answer, plus what the towers are to show
    pointing         the loss that teaches one attention head where to look
    optimiser        Muon for matrices, AdamW for the rest
    phase            what a stretch of training is made of
    curriculum       which tasks at which size, in which order
    training         the loop: seeded, checkpointed, resumable
    held_out         the evaluation sets, fixed and hashed before training
    evaluation       measurements through the shipped processor and ``generate``
    curves           the learning curves as a picture
    export           the checkpoint folder in ``assets/starter``
    model_card       its README
    samples          the small pictures and clips in ``assets/samples``

Commands: ``python -m gemini_desk.starter samples|train|evaluate|export|curves|card``.
"""
