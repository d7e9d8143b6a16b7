"""The Chinese of questions and documents: words, quantities, sounds."""
