"""The seats looked at from outside: what still fits a list, and what another limit would have made of the votes."""
