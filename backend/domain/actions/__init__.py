"""An action from its report to its end: rules, area, description, photo, tips."""
