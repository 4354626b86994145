"""A server of the Model Context Protocol whose tools only write down that they ran."""

import pathlib

from mcp.server.mcpserver import MCPServer

server = MCPServer("box")
ran = pathlib.Path("ran")


def note(text: str) -> str:
    with ran.open("a") as file:
        file.write(text + "\n")
    return "done: " + text


@server.tool()
def delete(path: str) -> str:
    """Deletes a file."""
    return note("delete " + path)


@server.tool()
def backup(name: str) -> str:
    """Makes a backup."""
    return note("backup " + name)


@server.tool()
def launch(to: str) -> str:
    """Does something that no rule describes."""
    return note("launch " + to)


server.run("stdio")
