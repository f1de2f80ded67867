"""名额: the places of each union and the ledger that accounts for them."""
