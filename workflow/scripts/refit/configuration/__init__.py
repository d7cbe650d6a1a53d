"""From YAML to a checked, resolved study. Needs neither data nor TensorFlow."""
