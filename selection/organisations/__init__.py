"""组织: the city, the recommending unions and the units, and which unit recommends through which union."""
