"""Servers in the window: adding one, agreeing to it, and the sign that it is in use.

    server_form.py        the dialog in which one is added or changed
    server_fields.py      its fields
    server_details.py     those that few people need: certificates, time-outs, context
    form_parts.py         a caption and a line below it
    server_controller.py  tests an address, keeps keys, lists models; off the GUI thread
    agreement.py          asks once before anything goes to a server

The sign itself is `ui/leaving_sign.py`; the page "Privacy" is among the preferences.
"""
