"""Slots in, one backend call, words out; no state and no text of its own."""
