"""Staff accounts, their roles on a subtree, their sessions."""
