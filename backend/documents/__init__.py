"""Image intake, the encrypted file store, ID-card reading."""
