"""The published language between processes: models, enums, error codes, the client. Nothing of ours is imported."""
