"""Workbooks of the register: read in a process of their own, written with their findings in colour."""
