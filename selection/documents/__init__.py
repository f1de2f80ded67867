"""Official documents: made from the facts of a cycle, set by GB/T 9704-2012, kept as PDF and as a Word file."""
