"""Lists of schools, terms and printers."""
