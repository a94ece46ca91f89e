"""The desk's state in memory and its work in the background: sources, jobs, previews, lists."""
