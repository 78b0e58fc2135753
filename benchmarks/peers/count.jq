# Count the answers to every question: jq -n -f count.jq LINES
reduce inputs.answers as $answers ({}; reduce ($answers | to_entries[]) as $each (.; .[$each.key][$each.value | tostring] += 1))
| [.[][]] | add
