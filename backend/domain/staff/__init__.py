"""Those who act: accounts, sessions, second factors, and the trail of what they did."""
