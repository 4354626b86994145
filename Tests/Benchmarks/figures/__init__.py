"""The figures of `page.py`: how they are measured, kept, and shown."""
