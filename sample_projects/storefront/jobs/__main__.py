"""Mail what was ordered."""

from shop import orders

if __name__ == "__main__":
    print("nothing to mail", orders.__doc__)
