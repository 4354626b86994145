/// The JSON Schema of `proviso.plan/1`, in the dialect of 2020-12.
///
/// What the reader reads, it accepts. It cannot say that an id is given once and that those which are
/// used exist, nor what the expressions mean.
public enum PlanSchema {
  /// The schema, as JSON.
  public static let text = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Agent plan of Proviso",
      "description": "What agents are about to do: YAML or JSON, the same data. Paths are relative to the file.",
      "type": "object",
      "required": ["schema"],
      "additionalProperties": false,
      "properties": {
        "schema": {"const": "\(PlanFormat.native.rawValue)"},
        "name": {"$ref": "#/$defs/text"},
        "task": {
          "description": "What the user asked for, in trusted words.",
          "oneOf": [
            {"$ref": "#/$defs/text"},
            {"type": "array", "items": {"$ref": "#/$defs/text"}}
          ]
        },
        "world": {
          "description": "The path of a .proviso file with the contracts of the tools.",
          "$ref": "#/$defs/text"
        },
        "tools": {
          "description": "The path of what `tools/list` of the Model Context Protocol gives.",
          "$ref": "#/$defs/text"
        },
        "agents": {
          "description": "The agents' names, each with its steps; what two agents do is not ordered.",
          "type": "object",
          "minProperties": 1,
          "additionalProperties": {"$ref": "#/$defs/allSteps"}
        },
        "steps": {
          "description": "The steps of one agent, called \(NativePlanReader.onlyAgent).",
          "$ref": "#/$defs/allSteps"
        }
      },
      "oneOf": [{"required": ["agents"]}, {"required": ["steps"]}],
      "$defs": {
        "text": {"type": "string", "minLength": 1},
        "id": {
          "description": "A name by which conditions, arguments and approvals know a call; each is given once.",
          "type": "string",
          "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
        },
        "ids": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}},
        "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
        "allSteps": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}},
        "branches": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/steps"}},
        "retry": {
          "description": "How often it is tried again before its failure is handled.",
          "type": "integer", "minimum": 0, "maximum": \(NativePlanReader.largestCount)
        },
        "times": {"type": "integer", "minimum": 1, "maximum": \(NativePlanReader.largestCount)},
        "on_failure": {
          "description": "stop: what it is part of fails, at last the agent stops.",
          "oneOf": [{"enum": ["stop", "continue"]}, {"$ref": "#/$defs/steps"}]
        },
        "condition": {
          "description": "An expression of the language over the ids of calls and the world.",
          "oneOf": [{"$ref": "#/$defs/text"}, {"type": "boolean"}]
        },
        "step": {
          "oneOf": [
            {"$ref": "#/$defs/call"},
            {"$ref": "#/$defs/shell"},
            {"$ref": "#/$defs/if"},
            {"$ref": "#/$defs/repeat"},
            {"$ref": "#/$defs/parallel"},
            {"$ref": "#/$defs/either"},
            {"$ref": "#/$defs/do"},
            {"$ref": "#/$defs/stop"}
          ]
        },
        "call": {
          "type": "object",
          "required": ["call"],
          "additionalProperties": false,
          "properties": {
            "call": {"description": "The name of the tool.", "$ref": "#/$defs/text"},
            "id": {"$ref": "#/$defs/id"},
            "label": {"$ref": "#/$defs/text"},
            "with": {
              "description": "The arguments by name.",
              "type": "object", "additionalProperties": {"$ref": "#/$defs/value"}
            },
            "approves": {
              "description": "The ids of the calls that a person is asked about.",
              "$ref": "#/$defs/ids"
            },
            "changes": {
              "description": "The path of a Terraform plan that is the effect of the call.",
              "$ref": "#/$defs/text"
            },
            "retry": {"$ref": "#/$defs/retry"},
            "on_failure": {"$ref": "#/$defs/on_failure"}
          }
        },
        "shell": {
          "type": "object",
          "required": ["shell"],
          "additionalProperties": false,
          "properties": {
            "shell": {"description": "A command, as it is given to the shell.", "$ref": "#/$defs/text"},
            "id": {"$ref": "#/$defs/id"},
            "label": {"$ref": "#/$defs/text"},
            "retry": {"$ref": "#/$defs/retry"},
            "on_failure": {"$ref": "#/$defs/on_failure"}
          }
        },
        "if": {
          "type": "object",
          "required": ["if", "then"],
          "additionalProperties": false,
          "properties": {
            "if": {"$ref": "#/$defs/condition"},
            "then": {"$ref": "#/$defs/steps"},
            "else": {"$ref": "#/$defs/steps"},
            "retry": {"$ref": "#/$defs/retry"},
            "on_failure": {"$ref": "#/$defs/on_failure"}
          }
        },
        "repeat": {
          "type": "object",
          "required": ["repeat"],
          "additionalProperties": false,
          "properties": {
            "repeat": {
              "type": "object",
              "required": ["do"],
              "additionalProperties": false,
              "properties": {
                "times": {"description": "Exactly.", "$ref": "#/$defs/times"},
                "at_most": {"$ref": "#/$defs/times"},
                "while": {"description": "Asked before each time.", "$ref": "#/$defs/condition"},
                "until": {"description": "Asked after each time.", "$ref": "#/$defs/condition"},
                "do": {"$ref": "#/$defs/allSteps"}
              },
              "not": {"required": ["times", "at_most"]}
            },
            "retry": {"$ref": "#/$defs/retry"},
            "on_failure": {"$ref": "#/$defs/on_failure"}
          }
        },
        "parallel": {
          "type": "object",
          "required": ["parallel"],
          "additionalProperties": false,
          "properties": {
            "parallel": {"description": "All branches at once.", "$ref": "#/$defs/branches"},
            "retry": {"$ref": "#/$defs/retry"},
            "on_failure": {"$ref": "#/$defs/on_failure"}
          }
        },
        "either": {
          "type": "object",
          "required": ["either"],
          "additionalProperties": false,
          "properties": {
            "either": {
              "description": "One of the branches, and nobody knows which.",
              "$ref": "#/$defs/branches"
            },
            "retry": {"$ref": "#/$defs/retry"},
            "on_failure": {"$ref": "#/$defs/on_failure"}
          }
        },
        "do": {
          "type": "object",
          "required": ["do"],
          "additionalProperties": false,
          "properties": {
            "do": {"description": "The steps of a group.", "$ref": "#/$defs/steps"},
            "retry": {"$ref": "#/$defs/retry"},
            "on_failure": {"$ref": "#/$defs/on_failure"}
          }
        },
        "stop": {
          "type": "object",
          "required": ["stop"],
          "additionalProperties": false,
          "properties": {"stop": {"description": "The agent does nothing more.", "const": true}}
        },
        "value": {
          "description": "In texts, ${id.path[0]} is what a call gives or a part of it, and $${ is a literal ${.",
          "oneOf": [
            {"type": ["null", "boolean", "number", "string"]},
            {"type": "array", "items": {"$ref": "#/$defs/value"}},
            {
              "description": "What a model writes at run time, having read these outputs.",
              "type": "object",
              "required": ["$written_from"],
              "additionalProperties": false,
              "properties": {"$written_from": {"type": "array", "items": {"$ref": "#/$defs/text"}}}
            },
            {
              "description": "A value that nobody knows and that comes from no call.",
              "type": "object",
              "required": ["$unknown"],
              "additionalProperties": false,
              "properties": {"$unknown": {"const": true}}
            },
            {
              "type": "object",
              "properties": {"$written_from": false, "$unknown": false},
              "additionalProperties": {"$ref": "#/$defs/value"}
            }
          ]
        }
      }
    }

    """
}
