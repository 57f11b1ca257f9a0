"""Functions of CIDR prefixes (hashicorp/go-cty-funcs, cidr; apparentlymart/go-cidr)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.functions.arguments import LIST_OF_STRING, integer, numbers, texts
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import NUMBER, STRING
from ctxscan.project.bake.values.value import Value, list_value, text

if TYPE_CHECKING:
    from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_NEW_BITS = 32
"""Upstream's own limit."""


def _network(value: Value) -> Network:
    written = value.content
    _, slash, length = written.rpartition("/")
    try:
        found = ipaddress.ip_network(written, strict=False)
    except ValueError as error:
        raise ValueRefusedError(f"invalid CIDR expression: {written}") from error
    if not slash or not length.isdigit():
        raise ValueRefusedError(f"invalid CIDR expression: {written}")
    return found


def _subnet_at(network: Network, new_bits: int, number: int) -> Network:
    length = network.prefixlen + new_bits
    if new_bits < 0 or length > network.max_prefixlen:
        raise ValueRefusedError("insufficient address space to extend prefix")
    if not 0 <= number < 2**new_bits:
        message = f"prefix extension of {new_bits} does not accommodate a subnet numbered {number}"
        raise ValueRefusedError(message)
    first = int(network.network_address) + (number << (network.max_prefixlen - length))
    return type(network)((first, length))


def _host(values: Sequence[Value]) -> Value:
    network, number = _network(values[0]), integer(values[1])
    if number < 0:
        number += network.num_addresses
    if not 0 <= number < network.num_addresses:
        raise ValueRefusedError("prefix does not accommodate that host number")
    return text(str(network.network_address + number))


def _netmask(values: Sequence[Value]) -> Value:
    return text(str(_network(values[0]).netmask))


def _subnet(values: Sequence[Value]) -> Value:
    network, new_bits, number = _network(values[0]), integer(values[1]), integer(values[2])
    if new_bits > MOST_NEW_BITS:
        raise ValueRefusedError(f"may not extend prefix by more than {MOST_NEW_BITS} bits")
    return text(str(_subnet_at(network, new_bits, number)))


def _subnets(values: Sequence[Value]) -> Value:
    """One behind the other, each on a limit of its own size."""
    network = _network(values[0])
    following = int(network.network_address)
    found: list[Value] = []
    for position, value in enumerate(values[1:], 1):
        new_bits = integer(value, position)
        length = network.prefixlen + new_bits
        if not 1 <= new_bits <= MOST_NEW_BITS or length > network.max_prefixlen:
            raise ValueRefusedError("cannot extend the prefix so", argument=position)
        size = 1 << (network.max_prefixlen - length)
        start = -(-following // size) * size
        if start + size - 1 > int(network.broadcast_address):
            raise ValueRefusedError("not enough remaining address space", argument=position)
        found.append(text(str(type(network)((start, length)))))
        following = start + size
    return list_value(found, STRING)


NETWORK_FUNCTIONS = {
    "cidrhost": Function((*texts("prefix"), *numbers("hostnum")), _host, STRING),
    "cidrnetmask": Function(texts("prefix"), _netmask, STRING),
    "cidrsubnet": Function((*texts("prefix"), *numbers("newbits", "netnum")), _subnet, STRING),
    "cidrsubnets": Function(
        texts("prefix"), _subnets, LIST_OF_STRING, variadic=Parameter("newbits", NUMBER)
    ),
}
