# Prints what R finds on the first sheet of a workbook: a line for each column, then its cells, with texts in hexadecimal.
library(readxl)
data <- read_excel(commandArgs(trailingOnly = TRUE)[1], sheet = 1, trim_ws = FALSE, na = character())

hex <- function(text) paste(charToRaw(enc2utf8(text)), collapse = "")
cell <- function(value) {
  if (is.na(value)) "nothing"
  else if (is.character(value)) paste0("text:", hex(value))
  else if (inherits(value, "POSIXct")) format(value, "moment:%Y-%m-%dT%H:%M:%S", tz = "UTC")
  else if (is.logical(value)) "logical"
  else paste0("number:", sprintf("%.17g", value))
}

for (name in names(data)) {
  cat("column", hex(name), "\n", sep = "\t")
  for (index in seq_len(nrow(data))) cat("cell", cell(data[[name]][index]), "\n", sep = "\t")
}
