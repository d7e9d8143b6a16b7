"""Facts about a person, a job or an organisation: the vocabulary, what follows from what, words for people."""
