"""What is known about one edition: its records, their validation, and the file that holds them."""
