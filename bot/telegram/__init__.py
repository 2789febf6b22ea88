"""Telegram: customers and the team in chats of their own, and the team's group."""
