import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans

/// An input to check: a path, bytes in memory, or a plan or record as a value.
public struct Input: Sendable {
  enum Content: Sendable {
    case source(InputSource)
    case plan(AgentPlan, name: String)
    case record(AgentTrace, name: String)
  }

  let content: Content

  /// A file or a directory: a Terraform plan, a plan of agents, a record of calls, or a world. `-`
  /// is standard input.
  public static func path(_ path: String) -> Input {
    Input(content: .source(InputSource(path: path)))
  }

  /// A file that another file names, which must lie in a scope.
  static func path(_ path: String, in scope: FileScope) -> Input {
    Input(content: .source(InputSource(path: path, in: scope)))
  }

  /// The bytes of an input.
  ///
  /// - Parameter name: the name in messages and results. Paths in the input are relative to its folder. A
  ///   world has a name that ends in `.proviso`.
  public static func bytes(_ bytes: [UInt8], name: String) -> Input {
    Input(content: .source(InputSource(bytes, name: name)))
  }

  /// The text of an input.
  ///
  /// - Parameter name: as in ``bytes(_:name:)``.
  public static func text(_ text: String, name: String) -> Input {
    .bytes(Array(text.utf8), name: name)
  }

  /// A plan of agents as a value.
  public static func plan(_ plan: AgentPlan, name: String = "plan") -> Input {
    Input(content: .plan(plan, name: name))
  }

  /// A record of calls as a value.
  public static func record(_ record: AgentTrace, name: String = "record") -> Input {
    Input(content: .record(record, name: name))
  }
}
