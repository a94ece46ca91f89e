"""The folder of materials, and what has to agree from file to file."""
