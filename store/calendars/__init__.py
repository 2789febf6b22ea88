"""Where special days come from."""
