"""Inside the sandbox: all that reads a stranger's file. It runs in processes that are shut in, and nowhere else."""
