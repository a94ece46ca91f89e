"""Takes finished packs away: bundles for a print shop, zips, and single files to print."""
