"""A deadline becomes nudges: the ladder, the planner, and the words of what is sent."""
