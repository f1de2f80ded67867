"""评委票决: the meeting, its ballots, and what was resolved."""
