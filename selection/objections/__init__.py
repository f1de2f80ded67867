"""异议: what the public says against a name, how it is looked into, and what follows."""
