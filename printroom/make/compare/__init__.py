"""Compares packs before and after an edit: which documents differ, with pictures of pages."""
