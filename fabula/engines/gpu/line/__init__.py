"""The line of a device: what is asked, who is next, what fits; rules without waits."""
