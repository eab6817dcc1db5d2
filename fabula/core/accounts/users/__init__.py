"""All people, for admins."""
