"""The advisor's desk: the requests, their verification and activation."""
