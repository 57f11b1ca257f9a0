"""What the steps come to by each builder: the module of its name, loaded once somebody asks."""
