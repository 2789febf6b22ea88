from tests.handlers.conftest import language, world

__all__ = ["language", "world"]
