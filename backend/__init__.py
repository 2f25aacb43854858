"""All state and every turn: what the union knows, and who may change it."""
