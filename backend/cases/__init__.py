"""诉求: a request for help is received, verified, referred, followed, closed and called back."""
