"""The web channel: a chat page for customers and the team."""
