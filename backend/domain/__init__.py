"""The rules: plain functions of session, input and time; no Flask, no network."""
