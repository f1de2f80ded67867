"""账号: signing in, the role one acts in, and one's own password."""
