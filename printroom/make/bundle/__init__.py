"""Finished packs on their way out: bundles for a print shop, zips, and single files."""
