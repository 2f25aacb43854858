"""Everything under `/control`, gathered for the application."""

from simulator.control import (
    access,
    account,
    faults,
    inspect,
    kf,
    menu,
    people,
    pushes,
    taps,
    templates,
)

CONTROL = (
    access.router,
    people.router,
    kf.router,
    menu.router,
    pushes.router,
    taps.router,
    account.router,
    faults.router,
    templates.router,
    inspect.router,
)
