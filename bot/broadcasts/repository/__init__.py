"""Announcements in the database: rows go in, records come out."""
