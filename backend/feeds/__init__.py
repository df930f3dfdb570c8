"""The public memory in the formats other programs read: pure, from what `domain.publication` tells to bytes."""
