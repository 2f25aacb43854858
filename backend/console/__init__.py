"""The staff console, pages under `/`, files under `/static/console`: one module a page."""

from backend.console.router import router
from backend.console.static_files import mount_static
from backend.console.web import trouble

__all__ = ["mount_static", "router", "trouble"]
