"""Reading a chat as it was meant: its messages, what their expressions meant then, and a schedule to take away.

All of it works on values in memory. Nothing here stores, logs or caches a word of what was pasted.
"""
