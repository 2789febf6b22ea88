"""Channels, delivery and wiring: the only code that knows a platform."""
