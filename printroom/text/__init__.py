"""Text comparison shared by the steps: folding, fingerprints, phrases and session rules."""
