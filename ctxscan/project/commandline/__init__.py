"""The command lines of Docker that name several builds."""
