"""专家评审: panels, who scores what, recusal, score sheets, totals."""
