import ProvisoKernel

/// The value of an argument in a plan; parts of it may come from the outputs of earlier calls.
public indirect enum AgentPlanValue: Sendable {
  /// A value that the plan gives.
  case constant(Value)
  case list([AgentPlanValue])
  /// Members by name, in the order of the source.
  case map([(name: String, value: AgentPlanValue)])
  /// The output of the call with this identifier, or a part of it.
  case output(of: String, path: [PathPart])
  /// Texts and values, concatenated to one text.
  case text([AgentPlanValue])
  /// A text that a model writes at run time after it has read the outputs of these calls: any
  /// value.
  case written(from: [String])
  /// An unknown value that comes from no call of the plan.
  case unknown

  /// A step into a value.
  public typealias PathPart = ValuePathPart

  /// The value if the plan gives all of it; else `nil`.
  public var constant: Value? {
    switch self {
    case .constant(let value): return value
    case .list(let elements):
      let values = elements.compactMap(\.constant)
      return values.count == elements.count ? .list(values) : nil
    case .map(let members):
      var out: [Text: Value] = [:]
      for (name, value) in members {
        guard let constant = value.constant else { return nil }
        if !constant.isNull { out[Text(name)] = constant }
      }
      return .map(out)
    case .text(let parts):
      var text = ""
      for part in parts {
        guard case .string(let piece)? = part.constant else { return nil }
        text += piece.string
      }
      return .string(Text(text))
    case .output, .written, .unknown: return nil
    }
  }

  /// The identifiers of the calls whose outputs are used.
  public var sources: [String] {
    switch self {
    case .constant, .unknown: []
    case .list(let elements), .text(let elements): elements.flatMap(\.sources)
    case .map(let members): members.flatMap(\.value.sources)
    case .output(let call, _): [call]
    case .written(let calls): calls
    }
  }
}
