"""Where the bytes of a context end up, added up without a look at each file."""

from __future__ import annotations

from ctxscan.builders.stages.landing import Landing, landed
from tests.support.images import outcome


def test_what_a_later_stage_carries_on_names_that_line_however_deep_it_lies() -> None:
    built = outcome(
        """
        FROM scratch AS build
        WORKDIR /app
        COPY . .
        FROM scratch
        COPY --from=build /app /srv
        """,
        "a 1",
        "deep/down/b 2",
    )
    assert landed(built.root).landings == (Landing("/srv", 4, (6,), 2, 3, certain=True),)


def test_what_a_run_may_have_changed_is_not_certain_however_deep_it_lies() -> None:
    built = outcome(
        """
        FROM scratch
        COPY . /app/
        RUN make
        """,
        "deep/down/b 2",
    )
    assert landed(built.root).landings == (Landing("/app/deep/down", 3, (), 1, 2, certain=False),)


def test_a_named_context_does_not_count_wherever_it_is_copied_to() -> None:
    built = outcome(
        """
        FROM scratch
        WORKDIR /app
        COPY --from=docs . .
        COPY a .
        """,
        "a 1",
        named={"docs": ("b 2", "deep/c 4")},
    )
    assert [each.content_bytes for each in landed(built.root, ["docs"]).landings] == [1]


def test_the_directory_of_all_is_no_part_of_a_name() -> None:
    built = outcome("FROM scratch\nCOPY . /srv/\n", "a/x 1", "a-b/x 1", "a/b/x 1")
    assert [each.path for each in landed(built.root).landings] == ["/srv"]
    built = outcome("FROM scratch\nCOPY a /srv/a/\n", "a/x 1", "a/b-c/x 1", "a/b/x 1")
    assert [each.path for each in landed(built.root).landings] == ["/srv/a"]
