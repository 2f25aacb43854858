-- Rasa keeps its trackers apart from everything else.
CREATE DATABASE rasa;
