"""资格审查: the city's check of what the unions forwarded, and what the departments answer."""
