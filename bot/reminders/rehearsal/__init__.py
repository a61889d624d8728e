"""A rehearsal: every message that would be sent, to whom, when, why then, and its text.

The planner and the composers are those that really plan and compose; only the clock and the
contacts who have not joined yet are supposed. Nothing is written to the database.
"""
