"""Platform-neutral conversations: someone speaks."""
