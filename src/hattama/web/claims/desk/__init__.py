"""Tables of higher commissions at the desk: typed or uploaded, read back before they are published."""
