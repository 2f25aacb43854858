"""The staff console: one module a page."""
