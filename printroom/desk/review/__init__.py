"""The pages for reviewers: read, sign, remark on and withdraw packs; helplines and codes."""
