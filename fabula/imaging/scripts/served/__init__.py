"""Scripts on a server: their rows are kept in the database and fed to renders through a bounded window."""
