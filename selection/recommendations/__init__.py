"""推荐: what a union does with the nominations that reach it."""
