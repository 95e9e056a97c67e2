"""Recording: what somebody does at a panel becomes a keystroke script.

`recorder` takes keys and displays in, `moments` is what it keeps of them, `taking` reads entries, `folding`
makes lines of all, with `apart` (conditions that tell displays apart), `lines` and `naming`.
"""
