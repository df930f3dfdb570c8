"""The open apps: who is connected here, and what each is told when its turn has come."""
