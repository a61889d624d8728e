"""What units owe and what they have filed.

`records` are what the rest of the program sees, `service` is what it calls, `actions` what the
buttons below its messages ask.
"""
