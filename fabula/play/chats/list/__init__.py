"""The list of chats: made, named, put into folders, pinned, archived, thrown away and taken back."""
