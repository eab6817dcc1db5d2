"""The protocol on the wire: HTTP routes and the socket."""
