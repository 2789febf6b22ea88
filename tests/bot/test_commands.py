from __future__ import annotations

import gc

from bot import commands


def test_what_is_loaded_is_not_looked_through_again() -> None:
    before = gc.get_threshold()
    commands.keep_for_good()
    try:
        assert len(gc.get_objects()) < gc.get_freeze_count()
        assert gc.get_threshold()[0] == commands.YOUNG
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
