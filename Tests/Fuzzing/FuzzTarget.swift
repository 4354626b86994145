import Foundation

/// A reader of texts that somebody else may have written, or the whole check of such a text.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case json, message, yaml, graph, plan, spec, form, record, agentPlan, shell
  /// The settings of a project, which only the command reads.
  case settings
  case checkedPlan, checkedSpec, checkedRecord, checkedAgentPlan, exploredWorld

  /// Whether the target runs the engines, and so needs more time for an input.
  public var isWholeCheck: Bool {
    switch self {
    case .json, .message, .yaml, .graph, .plan, .spec, .form, .record, .agentPlan, .shell,
      .settings:
      false
    case .checkedPlan, .checkedSpec, .checkedRecord, .checkedAgentPlan, .exploredWorld: true
    }
  }

  /// The texts that mutants begin from, at least one.
  public var seeds: [[UInt8]] {
    let seeds =
      switch self {
      case .json: FuzzCorpus.files(in: "examples", ending: "n.json")
      case .message: Self.messages.map { Array($0.utf8) }
      case .plan, .checkedPlan: FuzzCorpus.files(in: "examples", ending: "plan.json")
      case .yaml:
        FuzzCorpus.files(in: "examples", ending: ".yaml")
          + FuzzCorpus.longLiterals(in: "Tests/YAMLTests")
      case .graph:
        FuzzCorpus.longLiterals(in: "Tests/ProvisoTerraformTests/Graph")
          + [Array(Self.printedGraph.utf8)]
      case .spec, .form:
        FuzzCorpus.files(in: "specs", ending: ".proviso", atMost: 8_000)
          + FuzzCorpus.files(in: "examples", ending: ".proviso")
          + FuzzCorpus.longLiterals(in: "Tests/ProvisoLanguageTests")
      case .checkedSpec:
        FuzzCorpus.files(in: "specs/standard", ending: ".proviso", atMost: 8_000)
          + FuzzCorpus.files(in: "examples", ending: ".proviso") + [FuzzChecks.spec]
      case .record, .checkedRecord:
        FuzzCorpus.files(in: "examples/agent-records", ending: ".json")
          + FuzzCorpus.longLiterals(in: "Tests/ProvisoAgentTests/Import")
      case .agentPlan:
        FuzzCorpus.files(in: "examples/agent-plans", ending: ".yaml")
          + FuzzCorpus.files(in: "examples/agent-plans", ending: "d.json")
          + FuzzCorpus.longLiterals(in: "Tests/ProvisoAgentTests/Plan")
      case .checkedAgentPlan:
        FuzzCorpus.files(in: "examples/agent-plans", ending: ".yaml")
          + FuzzCorpus.files(in: "examples/agent-plans", ending: "d.json")
      case .shell: FuzzCorpus.shortLiterals(in: "Tests/ProvisoAgentTests/Shell")
      case .settings: [Array(Self.writtenSettings.utf8)]
      case .exploredWorld:
        FuzzCorpus.files(in: "specs/teaching", ending: ".proviso")
          + FuzzCorpus.files(in: "specs/agents", ending: ".proviso")
          + FuzzCorpus.files(in: "examples/agent-plans", ending: ".proviso")
      }
    precondition(!seeds.isEmpty, "no texts to begin from: \(self)")
    return seeds
  }

  private static let messages = [
    #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete","arguments":{"path":"a\u2028b","n":1.50}}}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}"#,
    #"{"jsonrpc":"2.0","id":"x","result":{"content":[{"type":"text","text":"\ud83d\ude00"}],"isError":false}}"#,
    #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no","data":[[],{}]}}"#,
    #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
  ]

  private static let printedGraph = #"""
    digraph {
    	compound = "true"
    	newrank = "true"
    	subgraph "root" {
    		"[root] aws_instance.web_1 (destroy)" [label = "aws_instance.web_1", shape = "box"]
    		"[root] aws_instance.web_1" -> "[root] aws_instance.web_1 (destroy)"
    		"[root] aws_instance.web_2 (destroy)" -> "[root] aws_instance.web_1"
    		"[root] root" -> "[root] aws_instance.web_2 (destroy)"
    	}
    }
    """#

  private static let writtenSettings = """
    version: 1
    specs: [one.proviso, standard]
    strict: false
    timeout: 20
    conventions:
      largest_deletion: 25
      production_names: {add: [prd]}
      public_ports: [443, 8443]
    rules:
      no_production_resource_destroyed: {severity: low, because: "the shop is closed"}
      blast_radius: {off: true, because: "only two machines"}
      a_web_server_exists: {exclude: ["aws_instance.*"], because: "replaced by hand"}
    vars:
      environment: production
      owners: [payments, search]
    """

  /// Reads or checks a text.
  ///
  /// - Returns: whether the text was accepted.
  /// - Throws: `FuzzFault` if what happened is wrong for any text.
  public func read(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    switch self {
    case .json: try FuzzReaders.json(bytes)
    case .message: try FuzzReaders.message(bytes)
    case .yaml, .settings: try FuzzReaders.yaml(bytes)
    case .graph: try FuzzReaders.graph(bytes)
    case .plan: try FuzzReaders.plan(bytes)
    case .spec: try FuzzReaders.spec(bytes)
    case .form: try FuzzReaders.form(bytes)
    case .record: try FuzzReaders.record(bytes)
    case .agentPlan: try FuzzReaders.agentPlan(bytes)
    case .shell: try FuzzReaders.shell(bytes)
    case .checkedPlan: try FuzzChecks.plan(bytes)
    case .checkedSpec: try FuzzChecks.spec(bytes)
    case .checkedRecord: try FuzzChecks.record(bytes)
    case .checkedAgentPlan: try FuzzChecks.agentPlan(bytes)
    case .exploredWorld: try FuzzChecks.world(bytes)
    }
  }
}

/// A violated expectation that holds for every text.
public struct FuzzFault: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
