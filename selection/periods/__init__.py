"""资助期、培育期: the years after an award, with a report for each and an assessment at the end."""
