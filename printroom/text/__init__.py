"""Text comparison shared by the stages: folding, fingerprints, phrase rules, session rules."""
