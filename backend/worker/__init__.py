"""What must happen without anybody asking: turns left behind, the outbox, deletions."""
