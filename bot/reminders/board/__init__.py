"""The board: who has filed, by deadline, group and unit, as a picture, a list and a sheet."""
