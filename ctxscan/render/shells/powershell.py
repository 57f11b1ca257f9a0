"""The script for PowerShell: one completer that knows all options, and asks for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.shells.model import ASK, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.render.shells.model import CommandWords, ProgramWords, Value


def powershell(program: ProgramWords) -> str:
    return "".join(f"{line}\n" for line in _lines(program))


def _lines(program: ProgramWords) -> Iterator[str]:
    yield f"# Completion of {PROGRAM} {program.version}: {PROGRAM} completion powershell"
    yield f"Register-ArgumentCompleter -Native -CommandName {PROGRAM} -ScriptBlock {{"
    yield "    param($word, $ast, $position)"
    yield "    $commands = [ordered]@{"
    for each in program.commands:
        yield f"        {_quoted(each.name)} = {_quoted(each.help)}"
    yield "    }"
    yield "    $options = @{"
    for each in program.commands:
        yield f"        {_quoted(each.name)} = [ordered]@{{"
        for flag in each.flags:
            yield from (
                f"            {_quoted(name)} = {_quoted(flag.help)}" for name in flag.names
            )
        yield "            '--help' = 'Show this message and exit.'"
        yield "        }"
    yield "    }"
    yield "    # What follows an option, or stands alone (''): words, path, ask NAME"
    yield "    $values = @{"
    for each in program.commands:
        yield f"        {_quoted(each.name)} = @{{"
        yield from (f"            {line}" for line in _values(each))
        yield "        }"
    yield "    }"
    yield from _REST.splitlines()


def _values(command: CommandWords) -> Iterator[str]:
    if command.argument is not None:
        yield f"'' = {_kind(command.argument)}"
    for flag in command.flags:
        if flag.value is not None:
            yield from (f"{_quoted(name)} = {_kind(flag.value)}" for name in flag.names)


def _kind(value: Value) -> str:
    match value.kind:
        case "words":
            return f"@({', '.join(map(_quoted, value.words))})"
        case "asked":
            return _quoted(f"ask {value.asked}")
    return _quoted(value.kind)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_REST = f"""    $given = @($ast.CommandElements | Select-Object -Skip 1 |
        Where-Object {{ $_.Extent.EndOffset -lt $position }} | ForEach-Object {{ $_.ToString() }})
    $command = $given | Where-Object {{ -not $_.StartsWith('-') }} | Select-Object -First 1
    $found = [ordered]@{{}}
    if ($given -contains '--') {{ return }}
    if (-not $command -or -not $commands.Contains($command)) {{
        $found = $commands
    }} else {{
        $before = $given[-1]
        # Each assigned for itself: what an if gives would be a word, and no list of one.
        $value = $null
        if ($values[$command].ContainsKey($before)) {{ $value = $values[$command][$before] }}
        elseif (-not $word.StartsWith('-')) {{ $value = $values[$command][''] }}
        if ($null -eq $value) {{
            $found = $options[$command]
        }} elseif ($value -is [array]) {{
            $value | ForEach-Object {{ $found[$_] = $_ }}
        }} elseif ($value.StartsWith('ask ')) {{
            & {PROGRAM} {ASK} $value.Substring(4) @given 2>$null | ForEach-Object {{
                $name, $text = $_ -split "`t", 2
                $found[$name] = if ($text) {{ $text }} else {{ $name }}
            }}
        }} else {{
            return
        }}
    }}
    $found.GetEnumerator() | Where-Object {{ $_.Key.StartsWith($word) }} | ForEach-Object {{
        $name, $text = $_.Key, $_.Value
        [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $text)
    }}
}}"""
