# Count the values of every question: jq -n -f count.jq LINES
reduce inputs.answers as $answers ({};
  reduce ($answers | to_entries[] | {key, value: (.value | if type == "array" then .[] else . end)}) as $each
    (.; .[$each.key][$each.value | tostring] += 1))
| [.[][]] | add
