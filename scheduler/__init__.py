"""Promises that fall due: time passes."""
