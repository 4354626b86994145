#!/usr/bin/env python3
"""Writes the manual page from the description that the program gives of its own options."""
import json
import sys


def text(words):
    """Escapes a text for roff."""
    return words.replace("\\", "\\e").replace("-", "\\-").replace("\n.", "\n\\&.").replace("\n'", "\n\\&'")


def name(argument):
    """An argument as the user writes it."""
    value = "<" + argument["valueName"] + ">" if "valueName" in argument else ""
    if argument["kind"] == "positional":
        return value
    names = ["-" * (1 if n["kind"] == "short" else 2) + n["name"] for n in argument["names"]]
    return ", ".join(names) + (" " + value if argument["kind"] == "option" else "")


def command(info, path):
    """The sections of a command, and then of its subcommands."""
    path = path + [info["commandName"]]
    if len(path) > 1:
        print('.SH "' + text(" ".join(path)).upper() + '"')
        print(text(info.get("abstract", "")))
    for paragraph in info.get("discussion", "").split("\n\n"):
        if paragraph:
            print(".PP\n" + text(paragraph).replace("\n", "\n.br\n"))
    for argument in info.get("arguments", []):
        if argument.get("shouldDisplay", True):
            print(".TP\n\\fB" + text(name(argument)) + "\\fR")
            default = argument.get("defaultValue")
            print(text(argument.get("abstract", "")) + (text(" (default: " + default + ")") if default else ""))
    for sub in info.get("subcommands", []):
        if sub.get("shouldDisplay", True) and sub["commandName"] != "help":
            command(sub, path)


root = json.load(sys.stdin)["command"]
print('.TH PROVISO 1 "" "proviso" "User Commands"')
print('.SH NAME\nproviso \\- ' + text(root["abstract"]))
print('.SH SYNOPSIS\n.B proviso\n\\fIcommand\\fR [\\fIoptions\\fR]')
print(".SH DESCRIPTION")
command(root, [])
