"""What the tests share: guards, a screen, a microphone."""
