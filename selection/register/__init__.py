"""技能人才数据库: one person across awards, unions and years."""
