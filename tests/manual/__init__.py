"""The chapter, line by line, and what shows that it holds."""
