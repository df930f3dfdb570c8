"""What every route stands on: who calls, what comes in, how refusals and answers look."""
