"""Alarms: red lines and missed limits page somebody until somebody has seen them (L10)."""
