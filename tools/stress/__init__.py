"""Stress: arranges every shipped activity with many seeds, and checks each sheet."""
