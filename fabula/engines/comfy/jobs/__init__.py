"""The life of a job on a server: submitted, followed, ended once."""
