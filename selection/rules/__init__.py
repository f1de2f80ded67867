"""The rule book (规则): what is allowed, and every reason why not. Pure functions, tested without a database."""
