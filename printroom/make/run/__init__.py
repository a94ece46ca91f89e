"""What every run needs: options, the folders as read, the press with its cache, locks, times."""
