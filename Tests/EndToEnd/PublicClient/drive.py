"""Drives `proviso mcp` and `proviso mcp-proxy` with a public client library.

Arguments: the executable, and the current folder as the project. Ends with status 0 if everything is as
expected. The library checks every message and every structured result against the protocol's schemas and
those of the tools.
"""

import asyncio
import pathlib
import sys

import mcp
from mcp import Client, StdioServerParameters, types

PROVISO = sys.argv[1]
HERE = pathlib.Path(__file__).parent
# "auto" asks with `server/discover` first.
MODES = {"legacy": "2025-11-25", "auto": "2026-07-28"}


def text(result: types.CallToolResult) -> str:
    return result.content[0].text


def expect(condition: object, message: object) -> None:
    if not condition:
        raise SystemExit(f"not as expected: {message}")


async def drive_server(mode: str) -> None:
    parameters = StdioServerParameters(command=PROVISO, args=["mcp"], cwd=".")
    async with Client(parameters, mode=mode) as client:
        expect(client.protocol_version == MODES[mode], client.protocol_version)
        tools = (await client.list_tools()).tools
        expect(len(tools) == 5, tools)
        expect(all(tool.annotations.read_only_hint for tool in tools), tools)
        checked = await client.call_tool("check_plan", {"plan": "plan.json"})
        expect(checked.structured_content["verdict"] == "violated", checked)
        repairs = await client.call_tool("suggest_repair", {"plan": "plan.json"})
        expect("create_before_destroy" in text(repairs), repairs)
        rule = repairs.structured_content["properties"][0]["name"]
        explained = await client.call_tool("explain_rule", {"rule": rule, "plan": "plan.json"})
        expect(explained.structured_content["verdict"] == "violated", explained)
        specs = await client.call_tool("list_specs", {"specs": ["standard"]})
        expect(specs.structured_content["specs"], specs)
        call = {"tool": "mcp__box__delete", "arguments": {"path": "data/orders.db"}}
        denied = await client.call_tool("check_call", call)
        expect(denied.structured_content["decision"] == "deny", denied)
        outside = await client.call_tool("check_plan", {"plan": "/etc/passwd"})
        expect(outside.is_error and "not below" in text(outside), outside)
        try:
            await client.call_tool("nothing", {})
            expect(False, "an unknown tool has no error")
        except mcp.MCPError as error:
            expect(error.error.code == types.INVALID_PARAMS, error)


async def drive_proxy(mode: str) -> None:
    answers: list[str] = []

    async def answer(
        context: object, question: types.ElicitRequestParams
    ) -> types.ElicitResult:
        expect("launch" in question.message, question)
        return types.ElicitResult(action="accept", content={"decision": answers.pop(0)})

    arguments = ["mcp-proxy", "--name", "box", "--state", f"state-{mode}", "--deadline", "60", "--"]
    arguments += [sys.executable, str(HERE / "server.py")]
    parameters = StdioServerParameters(command=PROVISO, args=arguments, cwd=".")
    ran = pathlib.Path("ran")
    ran.unlink(missing_ok=True)
    async with Client(parameters, mode=mode, elicitation_callback=answer) as client:
        expect(client.protocol_version == MODES[mode], client.protocol_version)
        names = {tool.name for tool in (await client.list_tools()).tools}
        expect(names == {"delete", "backup", "launch"}, names)
        denied = await client.call_tool("delete", {"path": "data/orders.db"})
        expect(denied.is_error and "orders_stay" in text(denied), denied)
        expect(not ran.exists(), "a denied call has reached the server")
        allowed = await client.call_tool("delete", {"path": "other"})
        expect(text(allowed) == "done: delete other", allowed)
        answers += ["refuse", "allow"]
        refused = await client.call_tool("launch", {"to": "moon"})
        expect(refused.is_error and "refused" in text(refused), refused)
        launched = await client.call_tool("launch", {"to": "moon"})
        expect(text(launched) == "done: launch moon", launched)
        await client.call_tool("backup", {"name": "nightly"})
        late = await client.call_tool("delete", {"path": "data/orders.db"})
        expect(text(late) == "done: delete data/orders.db", late)
    expect(len(ran.read_text().splitlines()) == 4, ran.read_text())


async def main() -> None:
    for mode in MODES:
        await drive_server(mode)
        await drive_proxy(mode)
        print(f"{mode}: as expected")


asyncio.run(main())
