"""What people do: chat, play novels, live in scenes."""
