"""Brings the whole system up from one command and takes it down again, leaving nothing behind."""
