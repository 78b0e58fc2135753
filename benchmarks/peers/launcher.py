"""The script that newer installers write for a program; older ones import `re` in theirs, which costs more."""

import sys

from sstc_survey.__main__ import main

sys.exit(main())
