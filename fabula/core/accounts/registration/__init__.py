"""Who may make an account: the admin's choice, and invitations."""
