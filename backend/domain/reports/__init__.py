"""What is told of actions, to dispatchers and to the public."""
