/// A value that a person can approve: one yes to exactly this value settles an undecided instance.
public struct AskedValue: Sendable, Hashable {
  /// The name of the call.
  public let call: String
  /// The tool.
  public let tool: String
  /// The path of the argument: names of members with points between them.
  public let argument: String
  /// The exact value.
  public let value: String

  /// Names a value.
  public init(call: String, tool: String, argument: String, value: String) {
    self.call = call
    self.tool = tool
    self.argument = argument
    self.value = value
  }
}
