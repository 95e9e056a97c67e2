"""Illustrated how-to pages made from scripts by playing them: they say only what the panel really does.

`book` makes all files of a guide out of scripts, `watching` is the witness of a case, `telling` has the
words, `pages` puts both on a page in Markdown. Only `folder` and `command` read and write files.
"""
