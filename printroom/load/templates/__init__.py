"""The folder of templates."""
