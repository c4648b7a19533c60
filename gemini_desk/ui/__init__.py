"""The window: the only room that imports PySide6.

    theme.py                 colours, fonts and measures, light and dark
    icons.py                 icons drawn from assets/icons, tinted by the theme
    main_window.py           window, actions, menus, geometry; wiring only
    chat_controller.py       a person's intents → conversation, engine, store
    engine_bridge.py         events of the inference thread → Qt signals, once a frame
    notifications.py         the one door for errors and notices
    conversation_list.py     the list of conversations
    model_menu.py            which model, and its state
    welcome.py               three things to try
    conversation/            the pane that shows a conversation
    composer/                prompt, tray of attachments, microphone
"""
