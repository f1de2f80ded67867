"""Certificates: issued once, printed from frozen facts, verified by anyone."""
