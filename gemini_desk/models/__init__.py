"""Models: what is on this machine and where it lies.

    catalogue.py           aliases; resolve, list and describe models
    checkpoint_folder.py   what a checkpoint folder holds: config, weights, modalities
    quantisation.py        how weights are made smaller while they load, and what that touches
    safetensors_header.py  shapes and dtypes of weights, without reading the weights
    hub_cache.py           the Hugging Face cache that this person shares with other programs
    download/              fetching a model from the hub, only after the person asked

huggingface_hub is imported inside functions: its downloader takes half a second.
"""
