"""社会公示: notices before the public, who drops out and who moves up."""
