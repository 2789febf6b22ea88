"""Slack as a channel: direct messages, modals, a Home, and the team's thread of each ticket."""
