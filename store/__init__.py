"""What a ticket is, what may happen to it, and how it is kept."""
