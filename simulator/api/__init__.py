"""What an account may call: one module a subject of the platform's API."""
