"""From bookings to delivered packs: each order is printed once, then a pack for each booking."""
