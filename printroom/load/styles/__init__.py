"""Style sheets: what is wrong with them, found before a page is laid out."""
