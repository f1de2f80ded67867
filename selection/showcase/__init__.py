"""A demonstration: invented people and units, and whole cycles played through the same actions as the web."""
