"""The composer: prompt box, tray of attachments, drop and paste, microphone."""
