"""The only SQL about sending: lead, lease, settle, retry.

Every function works inside the caller's transaction; the rows of the actions concerned are locked first, so that a
result and an outcome that meet each see the other."""
