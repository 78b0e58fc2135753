"""Data files of SPSS and Stata: short names, numbers with labels, and states as missing values."""
