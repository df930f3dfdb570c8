"""The pages, the app's files and the feeds: what anybody reads."""
