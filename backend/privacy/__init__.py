"""Personal data: sealed cells, blind indexes, consents, the audit log."""
