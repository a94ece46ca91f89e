"""Packs before and after an edit: which documents differ, and pictures of each page that does."""
