"""公文: what an official document consists of, and how each kind is worded. Knows nothing of paper or type."""
