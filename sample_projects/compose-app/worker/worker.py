"""Takes jobs from the queue, one after the other, and prints them upside down."""

import os

import redis


def main():
    queue = redis.Redis.from_url(os.environ["QUEUE"])
    while True:
        _, job = queue.blpop("jobs")
        print(job.decode(errors="replace")[::-1], flush=True)


if __name__ == "__main__":
    main()
