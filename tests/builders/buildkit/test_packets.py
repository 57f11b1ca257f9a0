"""docs/semantics, D.8: the sizes of fsutil's packets, against a protobuf encoder written here."""

from __future__ import annotations

import pytest

from ctxscan.builders.buildkit import packets
from ctxscan.builders.buildkit.packets import FIN, stat_length, varint_length
from ctxscan.context.entry import Entry, EntryType
from tests.builders.made import entry
from tests.support.trees import MTIME


def varint(number: int) -> bytes:
    """As protobuf has it: seven bits a byte, a negative number as one of 64 bits."""
    number &= 2**64 - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def number_field(tag: int, number: int) -> bytes:
    return varint(tag << 3) + varint(number) if number else b""


def bytes_field(tag: int, value: bytes, *, even_empty: bool = False) -> bytes:
    return varint(tag << 3 | 2) + varint(len(value)) + value if value or even_empty else b""


# Go's os.FileMode, as io/fs documents it.
GO_MODE = {
    EntryType.FILE: 0,
    EntryType.SOCKET: 0,
    EntryType.DIRECTORY: 1 << 31,
    EntryType.SYMLINK: 1 << 27,
    EntryType.FIFO: 1 << 25,
    EntryType.BLOCK_DEVICE: 1 << 26,
    EntryType.CHARACTER_DEVICE: (1 << 26) + (1 << 21),
}


def stat_packet(sent: Entry, first_name: str = "") -> bytes:
    """fsutil's types/stat.proto in a Packet of types/wire.proto (PACKET_STAT is 0)."""
    mode = sent.mode & 0o777 | GO_MODE[sent.type]
    mode |= sum(
        go for unix, go in ((4, 1 << 23), (2, 1 << 22), (1, 1 << 20)) if sent.mode >> 9 & unix
    )
    raw = (first_name or sent.target).encode("utf-8", "surrogateescape")
    stat = bytes_field(1, sent.path.encode("utf-8", "surrogateescape"))
    stat += number_field(2, mode)
    stat += number_field(5, 0 if sent.type is EntryType.DIRECTORY else sent.size)
    stat += number_field(6, sent.mtime_ns) + bytes_field(7, raw)
    stat += number_field(8, sent.device[0]) + number_field(9, sent.device[1])
    for name, value in sent.xattrs:
        pair = bytes_field(1, name.encode()) + bytes_field(2, value, even_empty=True)
        stat += bytes_field(10, pair)
    return bytes_field(2, stat)


def data_packets(number: int, content: int) -> bytes:
    """PACKET_DATA is 2; a packet without data ends the file."""
    sizes = [32768] * (content // 32768) + [content % 32768] * bool(content % 32768)
    chunks = [bytes(size) for size in sizes]
    head = number_field(1, 2) + number_field(3, number)
    return b"".join(head + bytes_field(4, chunk) for chunk in [*chunks, b""])


@pytest.mark.parametrize(
    "number",
    [
        *(0, 1, 127, 128, 129, 16383, 16384, 2**21 - 1, 2**21, 2**28, 2**31, 2**32, 2**35),
        *(2**56 - 1, 2**56, 2**63 - 1, -1, -(2**63)),
    ],
)
def test_a_varint_has_seven_bits_a_byte_and_ten_bytes_below_zero(number: int) -> None:
    assert varint_length(number) == len(varint(number))


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(entry("a"), id="an empty file"),
        pytest.param(entry("a", size=127), id="127 bytes"),
        pytest.param(entry("a", size=128), id="128 bytes"),
        pytest.param(entry("a", size=2**40), id="a terabyte"),
        pytest.param(entry("n" * 127), id="a name of 127 bytes"),
        pytest.param(entry("n" * 128), id="a name of 128 bytes"),
        pytest.param(entry("n" * 4000), id="a path of 4000 bytes"),
        pytest.param(entry("é" * 64), id="a name of 64 characters and 128 bytes"),
        pytest.param(entry("caf\udce9"), id="a name that is not utf-8"),
        pytest.param(entry("a", mode=0o644), id="mode 0644"),
        pytest.param(entry("a", mode=0o755), id="mode 0755"),
        pytest.param(entry("a", mode=0o177), id="mode 0177, one byte"),
        pytest.param(entry("a", mode=0), id="mode 0 is left out"),
        pytest.param(entry("a", mode=0o4755), id="setuid"),
        pytest.param(entry("a", mode=0o2755), id="setgid"),
        pytest.param(entry("d", EntryType.DIRECTORY, mode=0o1777), id="sticky"),
        pytest.param(entry("a", mode=0o7777), id="all of them"),
        pytest.param(entry("a", mtime_ns=0), id="mtime 0 is left out"),
        pytest.param(entry("a", mtime_ns=-1), id="mtime before 1970"),
        pytest.param(entry("a", mtime_ns=1), id="the first nanosecond of 1970"),
        pytest.param(entry("a", mtime_ns=2**63 - 1), id="mtime in 2262"),
        pytest.param(entry("d", EntryType.DIRECTORY, 4096), id="a directory has no size"),
        pytest.param(entry("l", EntryType.SYMLINK, target="t" * 200), id="a symlink"),
        pytest.param(entry("l", EntryType.SYMLINK, target="é"), id="a target beyond ASCII"),
        pytest.param(entry("p", EntryType.FIFO), id="a fifo"),
        pytest.param(entry("s", EntryType.SOCKET), id="a socket looks like a file"),
        pytest.param(entry("c", EntryType.CHARACTER_DEVICE, device=(1, 3)), id="a device"),
        pytest.param(entry("b", EntryType.BLOCK_DEVICE, device=(259, 70000)), id="a large number"),
        pytest.param(entry("b", EntryType.BLOCK_DEVICE, device=(8, 0)), id="minor number 0"),
        pytest.param(entry("a", xattrs=(("user.x", b"\xff" * 200),)), id="an attribute"),
        pytest.param(entry("a", xattrs=(("user.x", b""),)), id="an empty attribute"),
        pytest.param(entry("a", xattrs=(("user.x", b"1"), ("user.y", b"2"))), id="two attributes"),
    ],
)
def test_an_announcement_is_as_long_as_protobuf_makes_it(sent: Entry) -> None:
    assert stat_length(sent, None) == len(stat_packet(sent))


def test_a_hard_link_is_announced_with_its_size_and_its_first_name() -> None:
    sent = entry("b", size=5, inode=1)
    assert stat_length(sent, "first/name") == len(stat_packet(sent, "first/name"))
    assert stat_length(sent, "first/name") == stat_length(sent, None) + 2 + len("first/name")


def test_attributes_of_apple_are_left_out() -> None:
    apple = ("com.apple.quarantine", b"1")
    assert stat_length(entry("a", xattrs=(apple,)), None) == stat_length(entry("a"), None)


def data_length(number: int, size: int) -> int:
    return packets.data_length(size) + packets.data_packets(size) * packets.number_field(number)


@pytest.mark.parametrize(
    "size",
    [0, 1, 127, 128, 16383, 16384, 32767, 32768, 32769, 65535, 65536, 65537, 10 * 32768 + 128],
)
@pytest.mark.parametrize("number", [0, 1, 127, 128, 16383, 16384])
def test_content_travels_in_chunks_of_32768_bytes(number: int, size: int) -> None:
    assert data_length(number, size) == len(data_packets(number, size))


def test_a_terabyte_is_counted_without_being_made() -> None:
    full = len(data_packets(7, 32768)) - len(data_packets(7, 0))
    assert data_length(7, 2**40) == 2**25 * full + len(data_packets(7, 0))


def test_what_was_recorded_of_a_real_build() -> None:
    # docs/semantics, D.8: `Dockerfile`(22) + `a`(5) + `d/` + `d/x`(1) = 148 bytes.
    files = {"Dockerfile": 22, "a": 5, "d": None, "d/x": 1}
    total = FIN
    for number, (path, size) in enumerate(files.items()):
        if size is None:
            total += stat_length(entry(path, EntryType.DIRECTORY, mtime_ns=MTIME * 10**9), None)
        else:
            total += stat_length(entry(path, size=size), None) + data_length(number, size)
    assert total == 148
