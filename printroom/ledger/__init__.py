"""The ledger: what was printed, signed and withdrawn, and how it compares with current content."""

from __future__ import annotations

from printroom.ledger.inputs import inputs_of
from printroom.ledger.origins import origins
from printroom.ledger.searching import where_used
from printroom.ledger.signing import sign, signature_states
from printroom.ledger.verification import verify

__all__ = ["inputs_of", "origins", "sign", "signature_states", "verify", "where_used"]
