"""What a phone shows: the words, the sentence, the frozen push message."""
