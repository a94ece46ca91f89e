"""Delivery: writes complete packs into their folders, each with a manifest of its files."""

from __future__ import annotations

from printroom.deliver.folder import PackFile, pack_folder, write_file

__all__ = ["PackFile", "pack_folder", "write_file"]
