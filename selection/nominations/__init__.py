"""申报: from the first word typed into the form to the sealed dossier, and every way it may end."""
