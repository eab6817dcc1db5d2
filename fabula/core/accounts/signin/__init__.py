"""Getting in and staying in: register, log in, refresh, log out."""
