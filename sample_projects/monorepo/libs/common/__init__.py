"""What the Python apps of this repository share."""


def signature(service):
    return f"Yours, {service}"
