"""Reproducible measurements, one command each."""
