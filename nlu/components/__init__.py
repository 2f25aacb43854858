"""The parts of understanding that are ours; Rasa finds them because its working directory is on the path."""
