"""The pages to find a session, order a pack, see it printed, and take it."""
