"""提请复核: what needs a second person before it is done."""
