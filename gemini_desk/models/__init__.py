"""Models: what is on this machine and where it lies.

    catalogue.py           aliases; resolve, list and describe models
    inventory.py           everything that can be told of, with this machine and the recommendation
    known_models.py        the registry of published models: what they take, what they need
    recommendation.py      which of them to use on this machine, and why
    memory_need.py         what a model needs in memory: one estimate for everybody
    fit.py                 whether it fits a machine, and how
    machine.py             main memory, graphics cards and disk, as they are now
    memory_sheet.py        what a checkpoint needs memory for, as plain numbers
    sheet_reading.py       … read from the headers of its weights and its config
    config_shapes.py       … its decoder and cache, from the config
    encoder_shapes.py      … its eyes and ears, from the config
    checkpoint_folder.py   what a checkpoint folder holds: config, weights, modalities
    declared_skills.py     what it says in its config that it has learned, and nothing else
    quantisation.py        how weights are made smaller while they load, and what that touches
    remedies.py            what would fit where memory ran out
    safetensors_header.py  shapes and dtypes of weights, without reading the weights
    hub_cache.py           the Hugging Face cache that this person shares with other programs
    revisions.py           which revision of a repository on the hub is meant
    hub_token.py           who asks the hub; in the keyring
    download/              fetching a model from the hub, only after the person asked
    servers.py             servers that the person added, and the names of their models
    network.py             whether the network may be used: one rule for all
    contacts.py            what was contacted in this run

huggingface_hub is imported inside functions: its downloader takes half a second.
"""
