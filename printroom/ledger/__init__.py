"""The ledger: what has been printed, signed and withdrawn, and what became of it since."""

from __future__ import annotations

from printroom.ledger.inputs import inputs_of
from printroom.ledger.origins import origins
from printroom.ledger.searching import where_used
from printroom.ledger.signing import sign, standings
from printroom.ledger.verification import verify

__all__ = ["inputs_of", "origins", "sign", "standings", "verify", "where_used"]
