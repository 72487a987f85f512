"""The ontology, its lexicon, its reference facts and its questions: data that the program reads and obeys."""
