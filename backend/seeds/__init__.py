"""Reference data and demo accounts, laid through the services; safe to run again."""
