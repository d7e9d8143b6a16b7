"""Benefits as data: conditions and amounts, each on quoted words of a clause; assessed with unknown kept from false."""
