"""Packs: the files of answers folders in one file, as lines of JSON in blocks that can be read one by one."""
