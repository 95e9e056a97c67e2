"""The screens of the panel: frozen values that say what is shown and what a key does."""
