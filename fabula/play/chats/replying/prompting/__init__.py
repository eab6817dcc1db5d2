"""What a model is told before it replies: the conversation as it fits, pictures in words; what it is asked aside."""
