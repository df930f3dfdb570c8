"""The public memory in the formats other programs read: pure, from what `reports.public_view` tells to bytes."""
