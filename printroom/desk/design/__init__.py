"""The pages for authors and designers: live previews, comparisons, new files."""
