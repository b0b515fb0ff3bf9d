"""The reserve's pages, the warnings before it ends, the questions about its use."""
