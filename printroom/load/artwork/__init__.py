"""Pictures: drawings, photographs, portraits and scenes, and the words in them."""
