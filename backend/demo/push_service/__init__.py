"""A strict push service on loopback that receives what the worker sends."""
