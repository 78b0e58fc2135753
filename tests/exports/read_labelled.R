# Prints what R finds in a file of SPSS or Stata: a line for each variable, label and cell, with texts in hexadecimal.
library(haven)
arguments <- commandArgs(trailingOnly = TRUE)
path <- arguments[1]
data <- if (grepl("[.]sav$", path)) read_sav(path, user_na = arguments[2] == "states") else read_dta(path)

hex <- function(text) paste(charToRaw(enc2utf8(text)), collapse = "")
say <- function(...) cat(paste(..., sep = "\t"), "\n", sep = "")
missing_of <- function(value) {
  tag <- if (is.double(value)) na_tag(value) else NA
  if (is.na(tag)) "." else paste0("missing:", tag)
}
cell <- function(value, column) {
  if (is.character(value)) paste0("text:", hex(value))
  else if (is.na(value)) missing_of(value)
  else if (inherits(column, "Date")) format(value, "date:%Y-%m-%d")
  else if (inherits(column, "POSIXct")) format(value, "moment:%Y-%m-%dT%H:%M:%S", tz = "UTC")
  else if (inherits(column, "difftime")) paste0("seconds:", as.numeric(value, units = "secs"))
  else paste0("number:", sprintf("%.17g", as.numeric(value)))
}

say("rows", nrow(data))
for (name in names(data)) {
  column <- data[[name]]
  label <- attr(column, "label")
  say("variable", hex(name), if (is.null(label)) "" else hex(label))
  range <- attr(column, "na_range")
  if (!is.null(range)) say("range", range[1], range[2])
  labels <- attr(column, "labels")
  for (index in seq_along(labels)) say("label", cell(unname(labels)[index], 0), hex(names(labels)[index]))
  plain <- if (inherits(column, "haven_labelled")) vctrs::vec_data(column) else column
  for (index in seq_along(plain)) say("cell", cell(plain[index], column))
}
