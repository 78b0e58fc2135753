"""Work that is divided: the files of a command in parts, which processes read, here or on a cluster."""
