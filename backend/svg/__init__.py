"""Pictures made here, so that pages need no script and no other host."""
