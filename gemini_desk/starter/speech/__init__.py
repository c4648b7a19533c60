"""Made recordings: words spoken by synthesizers, silence, noise, and log-mel frames."""
