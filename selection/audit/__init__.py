"""经过: the record of every step."""
