import ProvisoKernel
import ProvisoResult

/// The JSON Schema of what `--format json` prints (`proviso.result/1`), in the dialect of 2020-12.
///
/// A member that is required is there in every result; later versions only add members, so unknown ones
/// are allowed.
public enum ResultSchema {
  /// The schema, as JSON.
  public static let text = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Result of proviso check --format json",
      "description": "The result of one plan or world, or, of several plans, a list of results.",
      "oneOf": [
        {"$ref": "#/$defs/result"},
        {"$ref": "#/$defs/results"}
      ],
      "$defs": {
        "results": {
          "type": "object",
          "required": ["schema", "verdict", "results"],
          "properties": {
            "schema": {"const": "proviso.results/1"},
            "verdict": {"$ref": "#/$defs/verdict"},
            "results": {"type": "array", "items": {"$ref": "#/$defs/result"}}
          }
        },
        "result": {
          "type": "object",
          "required": [
            "schema", "tool", "plan", "verdict", "properties", "assumptions", "not_modelled",
            "diagnostics", "coverage", "seconds"
          ],
          "properties": {
            "schema": {"const": "proviso.result/1"},
            "tool": {"$ref": "#/$defs/tool"},
            "plan": {"$ref": "#/$defs/plan"},
            "verdict": {
              "description": "The worst verdict of the properties that count.",
              "$ref": "#/$defs/verdict"
            },
            "exploration": {"$ref": "#/$defs/exploration"},
            "simulation": {"$ref": "#/$defs/simulation"},
            "properties": {"type": "array", "items": {"$ref": "#/$defs/property"}},
            "assumptions": {
              "description": "What the proofs take for granted.",
              "type": "array", "items": {"type": "string"}
            },
            "not_modelled": {
              "description": "What in the input has no meaning here.",
              "type": "array", "items": {"type": "string"}
            },
            "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
            "coverage": {
              "description": "Parts of the specs, outside any one property, that say nothing.",
              "type": "array", "items": {"$ref": "#/$defs/finding"}
            },
            "seconds": {"type": "number", "minimum": 0}
          }
        },
        "tool": {
          "type": "object",
          "required": ["name", "version", "solver"],
          "properties": {
            "name": {"const": "proviso"},
            "version": {"type": "string"},
            "solver": {"type": "string"}
          }
        },
        "plan": {
          "type": "object",
          "required": ["path", "kind", "sha256", "resources", "steps", "order"],
          "properties": {
            "path": {"description": "- is standard input.", "type": "string"},
            "kind": {"description": "terraform, agent or world.", "type": "string"},
            "sha256": {"description": "Of the input's bytes, in hexadecimal.", "type": "string"},
            "resources": {"type": "integer", "minimum": 0},
            "steps": {"type": "integer", "minimum": 0},
            "order": {
              "description": "What the order of the steps was taken from: graph or plan; free: none.",
              "type": "string"
            }
          }
        },
        "exploration": {
          "description": "What was visited of a world.",
          "type": "object",
          "required": [
            "states", "transitions", "terminal_states", "steps", "depth", "exhaustive"
          ],
          "properties": {
            "states": {
              "description": "null where they were not enumerated.",
              "type": ["integer", "null"], "minimum": 0
            },
            "transitions": {"type": ["integer", "null"], "minimum": 0},
            "terminal_states": {"type": ["integer", "null"], "minimum": 0},
            "steps": {"description": "Of the longest of the shortest runs.", "type": "integer"},
            "depth": {"description": "The states of that run, its first included.", "type": "integer"},
            "exhaustive": {"type": "boolean"}
          }
        },
        "simulation": {
          "description": "How a world was walked through at random; it proves nothing of other runs.",
          "type": "object",
          "required": ["runs", "longest", "seed"],
          "properties": {
            "runs": {"type": "integer", "minimum": 0},
            "longest": {"description": "The steps of the longest run.", "type": "integer"},
            "seed": {"description": "Of the first run, in decimal.", "type": "string"}
          }
        },
        "property": {
          "type": "object",
          "required": [
            "name", "title", "severity", "kind", "timing", "spec", "verdict", "vacuous", "waived",
            "method", "depth", "reason", "instances", "violations", "witness", "holds_because",
            "certificates", "coverage", "carried_by"
          ],
          "properties": {
            "name": {"type": "string"},
            "title": {"type": "string"},
            "severity": {"enum": ["critical", "high", "medium", "low", "info"]},
            "kind": {"enum": ["invariant", "possible"]},
            "timing": {"enum": ["every_moment", "at_rest", "at_end"]},
            "spec": {"$ref": "#/$defs/place"},
            "verdict": {"$ref": "#/$defs/verdict"},
            "vacuous": {
              "description": "Whether nothing in the plan meets its conditions.", "type": "boolean"
            },
            "waived": {
              "description": "Whether its violations do not count for the verdict.",
              "type": "boolean"
            },
            "method": {
              "description": "The engine that answered, such as evaluation or order-ideals.",
              "type": "string"
            },
            "depth": {
              "description": "The longest runs looked at where there is a bound; the k of an induction.",
              "type": ["integer", "null"]
            },
            "reason": {"description": "Why it is undecided.", "type": ["string", "null"]},
            "instances": {"$ref": "#/$defs/instances"},
            "violations": {
              "description": "The run is told of the first 200; of the others the objects are named.",
              "type": "array", "items": {"$ref": "#/$defs/violation"}
            },
            "witness": {
              "description": "The run of a `possible` that was proved.",
              "oneOf": [{"type": "null"}, {"$ref": "#/$defs/violation"}]
            },
            "holds_because": {"type": "array", "items": {"$ref": "#/$defs/reason"}},
            "certificates": {
              "description": "What proves it by induction: the k, and the invariant's conjuncts beside the property.",
              "type": "array", "items": {"$ref": "#/$defs/certificate"}
            },
            "coverage": {
              "description": "Parts of the property that ask for nothing.",
              "type": "array", "items": {"$ref": "#/$defs/finding"}
            },
            "carried_by": {
              "description": "What carries out the plan that was asked; null where that is the input itself.",
              "oneOf": [{"type": "null"}, {"$ref": "#/$defs/carrier"}]
            }
          }
        },
        "carrier": {
          "description": "Calls of an agent's plan whose effect is another plan.",
          "type": "object",
          "required": ["calls", "plan", "trace"],
          "properties": {
            "calls": {"type": "array", "items": {"type": "string"}},
            "plan": {"description": "The path of that plan.", "type": "string"},
            "trace": {
              "description": "A run of the agents that comes to one of the calls.",
              "type": "array", "items": {"$ref": "#/$defs/step"}
            }
          }
        },
        "certificate": {
          "type": "object",
          "required": ["k", "invariant"],
          "properties": {
            "k": {"type": "integer", "minimum": 0},
            "invariant": {"type": "array", "items": {"type": "string"}}
          }
        },
        "instances": {
          "type": "object",
          "required": ["total", "proved", "violated", "undecided"],
          "properties": {
            "total": {"type": "integer", "minimum": 0},
            "proved": {"type": "integer", "minimum": 0},
            "violated": {"type": "integer", "minimum": 0},
            "undecided": {"type": "integer", "minimum": 0}
          }
        },
        "reason": {
          "type": "object",
          "required": ["kind", "text"],
          "properties": {
            "kind": {"enum": [\(reasons)]},
            "text": {"type": "string"}
          }
        },
        "violation": {
          "description": "A run that breaks an instance; as a witness, one that reaches it.",
          "type": "object",
          "required": [
            "bindings", "message", "certainty", "preexisting", "needs_graph", "unknowns", "trace",
            "loop", "waived", "waiver", "hints"
          ],
          "properties": {
            "bindings": {
              "description": "The object of each binder.",
              "type": "object", "additionalProperties": {"type": "string"}
            },
            "message": {"type": ["string", "null"]},
            "certainty": {
              "description": "definite: whatever the unknown values turn out to be.",
              "enum": ["definite", "possible"]
            },
            "preexisting": {"type": "boolean"},
            "needs_graph": {
              "description": "Whether Terraform's own graph could forbid the run.",
              "type": "boolean"
            },
            "unknowns": {"type": "array", "items": {"$ref": "#/$defs/unknown"}},
            "trace": {"type": "array", "items": {"$ref": "#/$defs/step"}},
            "loop": {
              "description": "For a run that goes on for ever: the steps before the part that is repeated.",
              "type": ["integer", "null"], "minimum": 0
            },
            "waived": {"type": "boolean"},
            "waiver": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/waiver"}]},
            "hints": {
              "description": "What would mend it.", "type": "array", "items": {"type": "string"}
            }
          }
        },
        "unknown": {
          "description": "A value that only an apply knows, and what it is in this run.",
          "type": "object",
          "required": ["value", "is"],
          "properties": {"value": {"type": "string"}, "is": true}
        },
        "step": {
          "type": "object",
          "required": ["step", "action", "outcome", "changes"],
          "properties": {
            "step": {"type": "string"},
            "action": {
              "description": "What is done; of a world, the agent (empty where it has none).",
              "type": "string"
            },
            "outcome": {"enum": ["done", "failed", "in_flight"]},
            "changes": {"type": "array", "items": {"$ref": "#/$defs/change"}}
          }
        },
        "change": {
          "type": "object",
          "required": ["what", "from", "to"],
          "properties": {"what": {"type": "string"}, "from": true, "to": true}
        },
        "waiver": {
          "type": "object",
          "required": ["until", "because", "spec"],
          "properties": {
            "until": {"description": "A day, as in 2027-01-31.", "type": "string"},
            "because": {"type": "string"},
            "spec": {"$ref": "#/$defs/place"}
          }
        },
        "diagnostic": {
          "type": "object",
          "required": ["code", "level", "message", "location", "fix"],
          "properties": {
            "code": {"type": "string"},
            "level": {"enum": ["error", "warning"]},
            "message": {"type": "string"},
            "location": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/place"}]},
            "fix": {"type": ["string", "null"]}
          }
        },
        "finding": {
          "description": "A part of a spec that says nothing, of this plan or of any.",
          "type": "object",
          "required": ["kind", "reached", "message", "spec"],
          "properties": {
            "kind": {"enum": [\(findings)]},
            "reached": {"enum": ["never", "not_within_limit", null]},
            "message": {"type": "string"},
            "spec": {"$ref": "#/$defs/place"}
          }
        },
        "place": {
          "type": "object",
          "required": ["path", "line", "column"],
          "properties": {
            "path": {"type": "string"},
            "line": {"type": "integer", "minimum": 1},
            "column": {"type": "integer", "minimum": 1}
          }
        },
        "verdict": {"enum": ["proved", "violated", "undecided"]}
      }
    }

    """

  private static let findings = words(CoverageFinding.Kind.allCases.map(\.rawValue))
  private static let reasons = words(Reason.Kind.allCases.map(\.rawValue))

  private static func words(_ list: [String]) -> String {
    list.map(Value.quoted).joined(separator: ", ")
  }
}
