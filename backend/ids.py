"""Ids and digests: what stands for a thing, and what is stored of a secret."""

import hashlib


def digest(text: str) -> str:
    """What is stored of a token, key or code."""
    return hashlib.sha256(text.encode()).hexdigest()
