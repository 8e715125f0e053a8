"""The stories that the vectors tell, one file a subject. Read next: `vectors/story.py`."""
