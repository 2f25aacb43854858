"""Collects the pages of the console; `backend.app` calls `mount_console`."""

from fastapi import FastAPI


def mount_console(app: FastAPI) -> None:
    """Include every page's router here and mount the static files."""
