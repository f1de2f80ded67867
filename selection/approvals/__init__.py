"""推荐审批表: made of a sealed dossier, sealed on paper level by level, scanned and recognised when it comes back."""
