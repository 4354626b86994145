/// The JSON Schema of policies.
public enum ToolPolicySchema {
  /// The name that a file begins with.
  public static let name = "proviso.policy/1"

  /// The schema.
  public static let text = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "urn:proviso:policy:1",
      "title": "Policy of a server's tools",
      "description": "For each tool, in YAML or JSON: whether it acts, which arguments decide what it does, and which parts of its output are trusted or secret. A path is names of members with points between them; * is any one name, ** any number of names. Elements of lists need no name, and a path covers what is below it.",
      "type": "object",
      "required": ["schema", "tools"],
      "additionalProperties": false,
      "properties": {
        "schema": {"const": "proviso.policy/1"},
        "server": {"type": "string", "minLength": 1, "description": "The name of the server, which hosts write before the name of a tool."},
        "tools": {"type": "object", "additionalProperties": {"$ref": "#/$defs/tool"}}
      },
      "$defs": {
        "path": {"type": "string", "pattern": "^[^.]+([.][^.]+)*$"},
        "tool": {
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "description": {"type": "string", "description": "For the reader; it has no effect."},
            "effect": {"enum": ["read", "act", "scratch"], "default": "act", "description": "read: it changes nothing; act: it changes something or reaches others; scratch: it changes only what belongs to the agent, such as its notes."},
            "sinks": {"type": "array", "items": {"$ref": "#/$defs/path"}, "description": "The arguments that say where, who, which or what is run. Without it, every argument is one."},
            "trusted": {"type": "array", "items": {"$ref": "#/$defs/path"}, "description": "The parts of the output that only the system or the user writes. Without it, none is."},
            "secret": {
              "type": "array",
              "description": "The parts of the output that others must not see.",
              "items": {
                "anyOf": [
                  {"$ref": "#/$defs/path"},
                  {"type": "object", "additionalProperties": false, "required": ["path"], "properties": {
                    "path": {"$ref": "#/$defs/path"},
                    "for": {"type": "array", "items": {"type": "string", "minLength": 1}, "description": "The values of sinks that may see it: an address, or @ and a domain."}
                  }}
                ]
              }
            }
          }
        }
      }
    }
    """
}
