"""评分提示: what the supervisor alone is told while experts score."""
