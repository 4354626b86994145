/// The JSON Schema of `proviso.plan/1`, in the dialect of 2020-12.
///
/// The schema accepts every plan that the reader accepts. It cannot express that ids are unique,
/// that ids in use exist, or that expressions are valid.
public enum PlanSchema {
  /// The schema, as JSON.
  public static let text = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Proviso agent plan",
      "description": "A plan of the calls that agents will make, in YAML or JSON. Paths are relative to the file.",
      "type": "object",
      "required": ["schema"],
      "additionalProperties": false,
      "properties": {
        "schema": {"const": "\(PlanFormat.native.rawValue)"},
        "name": {"$ref": "#/$defs/text"},
        "task": {
          "description": "The user's request, which is trusted.",
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
          "description": "The path of a file with the result of `tools/list` of the Model Context Protocol.",
          "$ref": "#/$defs/text"
        },
        "agents": {
          "description": "The steps of each agent, by the agent's name. Steps of different agents are not ordered.",
          "type": "object",
          "minProperties": 1,
          "additionalProperties": {"$ref": "#/$defs/allSteps"}
        },
        "steps": {
          "description": "The steps of one agent, whose name is \(NativePlanReader.onlyAgent).",
          "$ref": "#/$defs/allSteps"
        }
      },
      "oneOf": [{"required": ["agents"]}, {"required": ["steps"]}],
      "$defs": {
        "text": {"type": "string", "minLength": 1},
        "id": {
          "description": "A unique name of a call, which conditions, arguments and approvals can use.",
          "type": "string",
          "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
        },
        "ids": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}},
        "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
        "allSteps": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}},
        "branches": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/steps"}},
        "retry": {
          "description": "The number of retries before the failure is handled.",
          "type": "integer", "minimum": 0, "maximum": \(NativePlanReader.largestCount)
        },
        "times": {"type": "integer", "minimum": 1, "maximum": \(NativePlanReader.largestCount)},
        "on_failure": {
          "description": "stop: the enclosing step fails too, and finally the agent stops. continue: the next step follows. A list: these steps follow, then the next step.",
          "oneOf": [{"enum": ["stop", "continue"]}, {"$ref": "#/$defs/steps"}]
        },
        "condition": {
          "description": "An expression of the Proviso language over the ids of calls and the world.",
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
              "description": "The ids of the calls that a person is asked to approve.",
              "$ref": "#/$defs/ids"
            },
            "changes": {
              "description": "The path of a Terraform plan with the changes that the call makes.",
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
            "shell": {"description": "A command as the shell reads it.", "$ref": "#/$defs/text"},
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
                "times": {"description": "The exact number of repetitions.", "$ref": "#/$defs/times"},
                "at_most": {"$ref": "#/$defs/times"},
                "while": {"description": "Evaluated before each repetition.", "$ref": "#/$defs/condition"},
                "until": {"description": "Evaluated after each repetition.", "$ref": "#/$defs/condition"},
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
            "parallel": {"description": "All branches run concurrently.", "$ref": "#/$defs/branches"},
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
              "description": "One of the branches runs; the plan does not say which.",
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
          "properties": {"stop": {"description": "The agent stops.", "const": true}}
        },
        "value": {
          "description": "In strings, ${id.path[0]} is the output of a call or a part of it, and $${ is a literal ${.",
          "oneOf": [
            {"type": ["null", "boolean", "number", "string"]},
            {"type": "array", "items": {"$ref": "#/$defs/value"}},
            {
              "description": "A value that a model writes at run time after it has read these outputs.",
              "type": "object",
              "required": ["$written_from"],
              "additionalProperties": false,
              "properties": {"$written_from": {"type": "array", "items": {"$ref": "#/$defs/text"}}}
            },
            {
              "description": "An unknown value that does not come from a call.",
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
