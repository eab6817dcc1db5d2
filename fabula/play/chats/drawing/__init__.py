"""Pictures in chats: a wish becomes two messages, and the second one carries what is drawn."""
