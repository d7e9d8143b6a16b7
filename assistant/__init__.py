"""Beijing employment policy, answered from the words of the documents."""
