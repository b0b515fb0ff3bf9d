"""The advisors' desk: the requests, their verification and activation."""
