"""Files beside messages: pictures to look at, texts and PDFs to read."""
