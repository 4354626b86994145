/// The JSON Schema of `proviso.yaml`, in the dialect of 2020-12.
public enum SettingsSchema {
  /// The schema, as JSON.
  public static let text = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "\(Settings.fileName)",
      "description": "How proviso check checks the plans in a directory and below. Paths are relative to the file; flags of the command line win.",
      "type": "object",
      "required": ["version"],
      "additionalProperties": false,
      "properties": {
        "version": {
          "description": "The version of this format.",
          "const": \(Settings.version)
        },
        "specs": {
          "description": "What must hold: .proviso files, directories with such, and names of packs that are built in, such as standard. Without it: the standard pack.",
          "type": "array",
          "minItems": 1,
          "items": {"type": "string"}
        },
        "conventions": {
          "description": "A file in the place of the conventions.proviso of a pack.",
          "type": "string"
        },
        "strict": {
          "description": "Count a property as undecided that is vacuous, or a part of which asks for nothing.",
          "type": "boolean"
        },
        "ignore_preexisting": {
          "description": "Let violations pass that were there before the plan.",
          "type": "boolean"
        },
        "timeout": {
          "description": "Seconds that one query of the solver may take.",
          "type": "integer",
          "minimum": 1,
          "maximum": \(Settings.longestTimeout)
        }
      }
    }

    """
}
