"""Made-up people answered truthfully: how many questions the flow asks, and how few would have done."""
