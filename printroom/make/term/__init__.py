"""A term: its list of schools, its plan, its packs, its report, and packs that left it."""
