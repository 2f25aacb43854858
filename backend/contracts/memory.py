"""Collecting garbage less often: a process full of long-lived classes gains nothing from looking often."""

import gc

# Allocations before a look at the young; the default of 700 comes round several times a request.
_YOUNG = 20_000


def collect_less_often() -> None:
    """Call once, when everything is imported: what lives now is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
