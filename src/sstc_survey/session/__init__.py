"""A panel session: what happened in the room, folded into seats, parts, rounds and clocks; no screen, clock or file."""
