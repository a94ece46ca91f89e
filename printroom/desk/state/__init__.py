"""What the desk keeps in memory and does in the background: sources, jobs, previews, lists."""
