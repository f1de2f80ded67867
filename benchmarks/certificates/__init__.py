"""Certificates: naive WeasyPrint, ours and Typst in turn."""
