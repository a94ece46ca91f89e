"""The pages of a term: its list of schools, its plan, its packs, and its bundle."""
