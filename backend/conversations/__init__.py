"""Record before thinking: messages, their turns, the outbox, who owns a conversation."""
