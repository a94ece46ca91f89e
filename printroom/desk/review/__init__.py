"""The pages for reviewers: read, sign, remark on and withdraw packs; help lines and codes."""
