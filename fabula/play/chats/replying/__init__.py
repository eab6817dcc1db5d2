"""Replies: accepted with the message, written by a run, kept as far as they came."""
