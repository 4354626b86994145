import ProvisoAgent
import ProvisoKernel

/// A call of a tool that an agent is about to make.
public struct GateCall: Sendable, Equatable {
  /// The name by which the host knows the call, unique in the session.
  public let id: String
  /// The name of the tool.
  public let tool: String
  /// The arguments by name, in the order of the source.
  public let arguments: [Argument]
  /// The absolute path of the directory in which the tool works; `nil` for that of the session.
  public let directory: String?

  /// An argument of a call.
  public struct Argument: Sendable, Equatable {
    public let name: String
    public let value: Value

    /// Names a value.
    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// Describes a call.
  public init(id: String, tool: String, arguments: [Argument], directory: String? = nil) {
    self.directory = directory
    self.id = id
    self.tool = tool
    self.arguments = arguments
  }

  /// Describes a call whose arguments are JSON.
  ///
  /// - Parameter arguments: a JSON object, as hosts and the Model Context Protocol give it.
  /// - Throws: `InputError` if it is no JSON object, or a name appears twice.
  public init(
    id: String, tool: String, arguments text: String, directory: String? = nil
  ) throws(InputError) {
    do throws(AgentFormatError) {
      let members = try ArgumentObject.members(of: text)
      self.init(
        id: id, tool: tool, arguments: members.map { Argument($0.name, $0.value) },
        directory: directory)
    } catch {
      throw InputError("the arguments of \(Value.quoted(tool)): \(error.message)")
    }
  }
}

extension GateCall {
  /// The arguments as a JSON object with its members in code-point order.
  public var argumentsText: String { argumentsValue.description }

  /// The arguments as a map.
  package var argumentsValue: Value {
    .map(
      Dictionary(
        arguments.map { (Text($0.name), $0.value) }, uniquingKeysWith: { first, _ in first }))
  }
}

/// The outcome of a call that was let through.
public enum GateOutcome: String, Sendable, CaseIterable {
  /// It was carried out.
  case succeeded
  /// It failed, and may have had a part of its effect.
  case failed
  /// It was not carried out, for example because a person refused it.
  case refused
}
