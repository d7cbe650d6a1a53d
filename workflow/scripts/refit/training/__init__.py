"""From a view to a run. The only part that imports TensorFlow."""
