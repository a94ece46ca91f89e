"""What every run works with: options, the folders as read, the press, its cache, locks, times."""
