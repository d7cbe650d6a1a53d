"""From sources to views: download, read, split, normalize."""
