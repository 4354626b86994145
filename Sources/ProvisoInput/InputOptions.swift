/// The options of one kind of input, such as the graph of a Terraform plan.
public protocol InputOption: Sendable {
  /// The default choices.
  init()
}

/// The choices for all kinds of input, each kept under its own type. A kind of input adds its
/// options in an extension.
public struct InputOptions: Sendable {
  private var values: [ObjectIdentifier: any InputOption] = [:]

  /// The default choices of every kind.
  public init() {}

  /// The options of one kind of input.
  public subscript<Option: InputOption>(type: Option.Type) -> Option {
    get { values[ObjectIdentifier(type)] as? Option ?? Option() }
    set { values[ObjectIdentifier(type)] = newValue }
  }
}
