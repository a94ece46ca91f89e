"""Text comparison shared by the stages: folding, fingerprints, phrases and session rules."""
